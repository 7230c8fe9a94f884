package kexec.linux;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * A range as Linux prints it: with an inclusive end.
 *
 * @param first the first address, unsigned
 * @param last the last address of the range, unsigned
 */
record InclusiveRange(long first, long last) {

  /**
   * {@return the parsed range, whose ends may be in the wrong order}
   *
   * @param first 1 to 16 hexadecimal digits
   * @param last 1 to 16 hexadecimal digits
   */
  static InclusiveRange parse(String first, String last) {
    return new InclusiveRange(Long.parseUnsignedLong(first, 16), Long.parseUnsignedLong(last, 16));
  }

  /**
   * {@return whether both ends are zero, as unprivileged readers of {@code /proc/iomem} see them}
   */
  boolean isHidden() {
    return first == 0 && last == 0;
  }

  /**
   * {@return the same addresses as a half-open range, at least one byte long}
   *
   * @param source where the text comes from
   * @param line the line with the range
   * @throws MemoryMapException if the ends are in the wrong order, or if the last address is the
   *     last of the address space
   */
  Range<MachineAddress> halfOpen(String source, Line line) throws MemoryMapException {
    if (Long.compareUnsigned(last, first) < 0) {
      throw MemoryMapException.ofLine(
          MemoryMapException.LINE,
          source,
          line,
          "the last address 0x%x lies below the first 0x%x".formatted(last, first));
    }
    if (last == -1) {
      throw MemoryMapException.ofLine(
          MemoryMapException.LINE,
          source,
          line,
          "the range reaches the last byte of the 64-bit address space, where no memory is");
    }
    return Range.machine(first, last + 1);
  }
}
