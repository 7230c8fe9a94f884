package kexec.api.memory;

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

  /** {@return the address in hexadecimal, for example {@code 0x1000000}} */
  @Override
  public String toString() {
    return "0x" + Long.toHexString(value);
  }
}
