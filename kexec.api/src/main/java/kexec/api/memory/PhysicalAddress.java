package kexec.api.memory;

/**
 * An address that the running kernel calls physical.
 *
 * <p>On plain hardware it equals the machine address. A paravirtualised kernel counts
 * pseudo-physical frames instead, and some boards have RAM at an address that the boot processor
 * sees elsewhere.
 *
 * @param value the address in bytes, an unsigned 64-bit number
 */
public record PhysicalAddress(long value) implements Address<PhysicalAddress> {

  @Override
  public PhysicalAddress at(long value) {
    return new PhysicalAddress(value);
  }

  /**
   * Returns the address in hexadecimal.
   *
   * @return for example {@code 0x1000000}
   */
  @Override
  public String toString() {
    return "0x" + Long.toHexString(value);
  }
}
