package kexec.api.memory;

/**
 * A place in one address space.
 *
 * @param <A> the address space itself, so that two spaces cannot be mixed in one expression
 */
public sealed interface Address<A extends Address<A>> extends Comparable<A>
    permits MachineAddress, PhysicalAddress, VirtualAddress {

  /**
   * Returns the address as a number.
   *
   * @return the address in bytes, an unsigned 64-bit number
   */
  long value();

  /**
   * Returns another address of the same space.
   *
   * @param value the address in bytes, an unsigned 64-bit number
   * @return that address, in this address's space
   */
  A at(long value);

  /**
   * Returns the address {@code bytes} further up.
   *
   * @param bytes an unsigned distance
   * @return the sum
   * @throws ArithmeticException if the sum is beyond the 64-bit address space
   */
  default A plus(long bytes) {
    long sum = value() + bytes;
    if (Long.compareUnsigned(sum, value()) < 0) {
      throw new ArithmeticException(
          "0x%x + 0x%x is beyond the 64-bit address space".formatted(value(), bytes));
    }
    return at(sum);
  }

  /**
   * Returns the distance from a lower address of the same space.
   *
   * @param lower an address that is not above this one
   * @return the distance in bytes, unsigned
   * @throws ArithmeticException if {@code lower} is above this address
   */
  default long minus(A lower) {
    if (Long.compareUnsigned(lower.value(), value()) > 0) {
      throw new ArithmeticException("%s lies above %s".formatted(lower, this));
    }
    return value() - lower.value();
  }

  /**
   * Tells whether this address lies below another one, both read as unsigned.
   *
   * @param other the address to compare with
   * @return whether this address is strictly lower
   */
  default boolean isBelow(A other) {
    return Long.compareUnsigned(value(), other.value()) < 0;
  }

  @Override
  default int compareTo(A other) {
    return Long.compareUnsigned(value(), other.value());
  }
}
