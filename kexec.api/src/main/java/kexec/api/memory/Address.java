package kexec.api.memory;

/**
 * An address in one address space.
 *
 * @param <A> the address space itself, so that two spaces cannot be mixed in one expression
 */
public sealed interface Address<A extends Address<A>> extends Comparable<A>
    permits MachineAddress, PhysicalAddress, VirtualAddress {

  /** {@return the address in bytes, an unsigned 64-bit number} */
  long value();

  /**
   * {@return another address in the same address space}
   *
   * @param value the address in bytes, an unsigned 64-bit number
   */
  A at(long value);

  /**
   * {@return this address plus {@code bytes}}
   *
   * @param bytes an unsigned distance
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
   * {@return the distance from a lower address in the same address space, in bytes, unsigned}
   *
   * @param lower an address that is not above this one
   * @throws ArithmeticException if {@code lower} is above this address
   */
  default long minus(A lower) {
    if (Long.compareUnsigned(lower.value(), value()) > 0) {
      throw new ArithmeticException("%s lies above %s".formatted(lower, this));
    }
    return value() - lower.value();
  }

  /**
   * {@return whether this address is strictly below another one, both read as unsigned}
   *
   * @param other the address to compare with
   */
  default boolean isBelow(A other) {
    return Long.compareUnsigned(value(), other.value()) < 0;
  }

  @Override
  default int compareTo(A other) {
    return Long.compareUnsigned(value(), other.value());
  }
}
