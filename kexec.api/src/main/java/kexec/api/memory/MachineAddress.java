package kexec.api.memory;

/**
 * An address as the machine decodes it, and as the started kernel will see it.
 *
 * @param value the address in bytes, an unsigned 64-bit number
 */
public record MachineAddress(long value) implements Address<MachineAddress> {

  @Override
  public MachineAddress at(long value) {
    return new MachineAddress(value);
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
