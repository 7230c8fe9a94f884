package kexec.linux.crash;

import kexec.api.fault.BadFileException;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.linux.internal.Numbers;

/**
 * The location to which a processor's registers are written when the kernel crashes.
 *
 * @param cpu the processor's number, from 0, may have gaps
 * @param range the location of its ELF notes
 */
public record CrashNote(int cpu, Range<PhysicalAddress> range) {

  /**
   * Parses the files {@code crash_notes} and {@code crash_notes_size} of a processor (Linux,
   * drivers/base/cpu.c).
   *
   * @param source the processor's directory
   * @param cpu its number
   * @param address the content of {@code crash_notes}: hexadecimal without {@code 0x}
   * @param size the content of {@code crash_notes_size}: bytes, decimal
   * @return the location
   * @throws BadFileException if a text is not a number, or the notes would be empty or exceed the
   *     address space
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
