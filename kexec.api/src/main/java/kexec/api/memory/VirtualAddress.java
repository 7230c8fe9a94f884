package kexec.api.memory;

/**
 * An address in the loader's own mapped memory.
 *
 * @param value the address in bytes, an unsigned 64-bit number
 */
public record VirtualAddress(long value) implements Address<VirtualAddress> {

  @Override
  public VirtualAddress at(long value) {
    return new VirtualAddress(value);
  }

  /** {@return the address in hexadecimal, for example {@code 0x1000000}} */
  @Override
  public String toString() {
    return "0x" + Long.toHexString(value);
  }
}
