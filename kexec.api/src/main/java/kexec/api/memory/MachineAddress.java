package kexec.api.memory;

import org.jspecify.annotations.Nullable;

/**
 * An address as the machine decodes it and as the started kernel sees it.
 *
 * @param value the address in bytes, an unsigned 64-bit number
 */
public record MachineAddress(long value) implements Address<MachineAddress> {

  @Override
  public MachineAddress at(long value) {
    return new MachineAddress(value);
  }

  // Written out for the reason that MemoryType gives.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MachineAddress address && address.value == value;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(value);
  }

  /** {@return the address in hexadecimal, for example {@code 0x1000000}} */
  @Override
  public String toString() {
    return "0x" + Long.toHexString(value);
  }
}
