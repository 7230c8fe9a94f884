package kexec.linux.crash;

import kexec.api.fault.BadFileException;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.linux.internal.Numbers;

/**
 * Where a processor's registers are written when the kernel crashes.
 *
 * @param cpu the processor's number, from 0 on, perhaps with gaps
 * @param range where its ELF notes lie
 */
public record CrashNote(int cpu, Range<PhysicalAddress> range) {

  /**
   * Understands the files {@code crash_notes} and {@code crash_notes_size} of a processor (Linux,
   * drivers/base/cpu.c).
   *
   * @param source the processor's directory
   * @param cpu its number
   * @param address the text of the one: hexadecimal without {@code 0x}
   * @param size the text of the other: bytes, decimal
   * @return the place
   * @throws BadFileException if a text is no number, or the notes would be empty or reach beyond
   *     the address space
   */
  public static CrashNote parse(String source, int cpu, String address, String size)
      throws BadFileException {
    return new CrashNote(
        cpu,
        Notes.range(
            source,
            Numbers.hex(source + "/crash_notes", address),
            Numbers.count(source + "/crash_notes_size", size)));
  }
}
