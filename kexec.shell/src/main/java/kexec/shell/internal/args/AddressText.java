package kexec.shell.internal.args;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.memory.MachineAddress;

/**
 * Parses addresses: {@code 0x} and hexadecimal digits, or decimal with K, M or G (powers of 1024).
 */
final class AddressText {

  private static final Pattern HEX = Pattern.compile("0[xX]([0-9a-fA-F]{1,16})");
  private static final Pattern DECIMAL = Pattern.compile("([0-9]{1,20})([kKmMgG]?)");
  private static final int ADDRESS_BITS = 64;

  private AddressText() {}

  /**
   * {@return the address}
   *
   * @param text the text
   * @throws UsageException if it is no address
   */
  static MachineAddress parse(String text) throws UsageException {
    Matcher hex = HEX.matcher(text);
    if (hex.matches()) {
      return new MachineAddress(Long.parseUnsignedLong(hex.group(1), 16));
    }
    Matcher decimal = DECIMAL.matcher(text);
    if (!decimal.matches()) {
      throw new UsageException(
          "'" + text + "' is no address: write 0x4000000, or 64M, or 67108864");
    }
    BigInteger value = new BigInteger(decimal.group(1)).shiftLeft(shift(decimal.group(2)));
    if (value.bitLength() > ADDRESS_BITS) {
      throw new UsageException("'" + text + "' lies beyond the 64-bit address space");
    }
    return new MachineAddress(value.longValue());
  }

  /** {@return whether a text is written as an address is} */
  static boolean looksLike(String text) {
    return HEX.matcher(text).matches() || DECIMAL.matcher(text).matches();
  }

  private static int shift(String suffix) {
    return switch (suffix) {
      case "k", "K" -> 10;
      case "m", "M" -> 20;
      case "g", "G" -> 30;
      default -> 0;
    };
  }
}
