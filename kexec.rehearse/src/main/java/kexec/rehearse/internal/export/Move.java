package kexec.rehearse.internal.export;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * What the {@link Shim} does for one segment before it jumps: copies the content to its address,
 * unless it is there, and fills the memory after it with zeros.
 *
 * @param source where the content is
 * @param destination where it has to be; may be the source
 * @param content bytes to copy, not negative
 * @param memory bytes from the destination on, not below {@code content}; those after the content
 *     become zero
 */
public record Move(MachineAddress source, MachineAddress destination, long content, long memory) {

  /**
   * Checks the sizes and that the copy does not overwrite what it has yet to read.
   *
   * @throws IllegalArgumentException if a size is negative, the content exceeds the memory, or the
   *     source overlaps a destination elsewhere
   * @throws ArithmeticException if a range exceeds the 64-bit address space
   */
  public Move {
    if (content < 0 || memory < content) {
      throw new IllegalArgumentException(
          "a content of %s bytes in a memory of %s".formatted(content, memory));
    }
    Range<MachineAddress> from = Range.ofSize(source, content);
    Range<MachineAddress> to = Range.ofSize(destination, memory);
    if (!source.equals(destination) && from.overlaps(to)) {
      throw new IllegalArgumentException("a copy of " + from + " over itself at " + to);
    }
  }

  /** {@return a move of something that is at its address already: only zeros are written} */
  static Move inPlace(MachineAddress address, long content, long memory) {
    return new Move(address, address, content, memory);
  }

  /** {@return whether the content has to be copied} */
  boolean isCopy() {
    return !source.equals(destination);
  }

  /** {@return the memory that the content is read from} */
  Range<MachineAddress> from() {
    return Range.ofSize(source, content);
  }

  /** {@return the memory that has its planned content afterwards} */
  Range<MachineAddress> to() {
    return Range.ofSize(destination, memory);
  }
}
