package kexec.linux.firmware;

import kexec.api.fault.BadFileException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.linux.internal.Malformed;
import kexec.linux.internal.MemoryNames;
import kexec.linux.internal.Numbers;

/**
 * The texts of one directory of {@code /sys/firmware/memmap} (Linux,
 * Documentation/ABI/testing/sysfs-firmware-memmap).
 *
 * @param source the directory, for error messages
 * @param start the text of {@code start}: the first address, hexadecimal
 * @param end the text of {@code end}: the last address (inclusive), hexadecimal
 * @param type the text of {@code type}
 */
public record FirmwareRegion(String source, String start, String end, String type) {

  /**
   * Parses the texts.
   *
   * @return the region; reserved if the type has no known name, because unknown memory is not used
   *     and the kernel does not show the number
   * @throws BadFileException if an address is malformed, the end is below the start, or the region
   *     includes the last byte of the 64-bit address space
   */
  public MemoryRegion parse() throws BadFileException {
    long first = Numbers.hex(source + "/start", start);
    long last = Numbers.hex(source + "/end", end);
    if (Long.compareUnsigned(last, first) < 0) {
      throw Malformed.because(
          source, "the last address 0x%x lies below the first 0x%x".formatted(last, first));
    }
    if (last == -1) {
      throw Malformed.because(
          source, "it reaches the last byte of the 64-bit address space, where no memory is");
    }
    Range<MachineAddress> range = Range.machine(first, last + 1);
    return new MemoryRegion(range, MemoryNames.type(type).orElse(MemoryType.RESERVED));
  }
}
