package kexec.api.rehearse;

import java.nio.file.Path;
import java.util.List;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * What an export wrote.
 *
 * @param output the file
 * @param bytes its size
 * @param format its format, as its specification names it
 * @param entry where a loader enters it
 * @param memory the memory that a loader fills; unmodifiable, ascending
 * @param staged the segments that a loader places elsewhere and that the file's own code moves to
 *     their addresses, by their planned addresses; unmodifiable, ascending
 * @param findings which loaders cannot boot it, and why; unmodifiable, no errors
 */
public record ExportReport(
    Path output,
    long bytes,
    String format,
    MachineAddress entry,
    List<Range<MachineAddress>> memory,
    List<Range<MachineAddress>> staged,
    List<Finding> findings) {

  /** Makes the lists unmodifiable. */
  public ExportReport {
    memory = List.copyOf(memory);
    staged = List.copyOf(staged);
    findings = List.copyOf(findings);
  }
}
