package kexec.shell.internal.result;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Digest;
import kexec.api.plan.SegmentRole;

/**
 * The content of a {@code jkexec.plan/1} document: a plan without the segments' contents.
 *
 * @param slot the slot's label
 * @param arch the architecture's label
 * @param firmware the machine's firmware
 * @param format the kernel's format
 * @param version the kernel's version
 * @param commandLine the final command line
 * @param entry the address that the receiver jumps to
 * @param kernelEntry the address of the kernel's first instruction
 * @param registers the registers at the kernel's entry, in the document's order
 * @param segments by ascending address
 * @param memory the machine's memory
 */
public record SavedPlan(
    String slot,
    String arch,
    String firmware,
    String format,
    Optional<String> version,
    String commandLine,
    Optional<MachineAddress> entry,
    Optional<MachineAddress> kernelEntry,
    Map<String, Long> registers,
    List<SavedSegment> segments,
    MemoryMap memory) {

  /**
   * A segment without its content.
   *
   * @param role its purpose
   * @param memory its destination
   * @param bytes the length of its content
   * @param digest the digest of its content
   */
  public record SavedSegment(
      SegmentRole role, Range<MachineAddress> memory, long bytes, Digest digest) {}
}
