package kexec.api.memory;

/**
 * An address that the running kernel calls physical.
 *
 * <p>On plain hardware it equals the machine address. A paravirtualised kernel counts
 * pseudo-physical frames instead, and on some boards the boot processor sees RAM at a different
 * address.
 *
 * @param value the address in bytes, an unsigned 64-bit number
 */
public record PhysicalAddress(long value) implements Address<PhysicalAddress> {

  @Override
  public PhysicalAddress at(long value) {
    return new PhysicalAddress(value);
  }

  /** {@return the address in hexadecimal, for example {@code 0x1000000}} */
  @Override
  public String toString() {
    return "0x" + Long.toHexString(value);
  }
}
