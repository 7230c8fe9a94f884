package kexec.linux.internal;

import java.util.regex.Pattern;
import kexec.api.fault.BadFileException;

/** Parses numbers strictly in the kernel's format, with range checks. */
public final class Numbers {

  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,19}");
  private static final Pattern HEX = Pattern.compile("(?:0[xX])?([0-9a-fA-F]{1,16})");

  private Numbers() {}

  /**
   * Parses a decimal number.
   *
   * @param source where the text comes from
   * @param text digits, optionally with a minus sign, and surrounded by white space
   * @return the number
   * @throws BadFileException if the text is malformed, or the number does not fit a signed 64-bit
   *     integer
   */
  public static long decimal(String source, String text) throws BadFileException {
    String digits = text.strip();
    if (DECIMAL.matcher(digits).matches()) {
      try {
        return Long.parseLong(digits);
      } catch (NumberFormatException e) {
        throw Malformed.text(source, digits, "a number of 64 bits");
      }
    }
    throw Malformed.text(source, digits, "a decimal number");
  }

  /**
   * Parses a non-negative decimal number.
   *
   * @param source where the text comes from
   * @param text digits, optionally with blanks around them
   * @return the number, not negative
   * @throws BadFileException if the text is malformed, or the number does not fit 63 bits
   */
  public static long count(String source, String text) throws BadFileException {
    long number = decimal(source, text);
    if (number < 0) {
      throw Malformed.text(source, text.strip(), "a number from 0 on");
    }
    return number;
  }

  /**
   * Parses a hexadecimal number.
   *
   * @param source where the text comes from
   * @param text 1 to 16 digits, optionally with {@code 0x} before and blanks around them
   * @return the number, unsigned
   * @throws BadFileException if the text is malformed
   */
  public static long hex(String source, String text) throws BadFileException {
    var match = HEX.matcher(text.strip());
    if (!match.matches()) {
      throw Malformed.text(source, text.strip(), "a hexadecimal number of up to 64 bits");
    }
    return Long.parseUnsignedLong(match.group(1), 16);
  }

  /**
   * Parses a flag.
   *
   * @param source where the text comes from
   * @param text {@code 0} or {@code 1}, optionally with blanks around it
   * @return whether it is 1
   * @throws BadFileException if the text is malformed
   */
  public static boolean flag(String source, String text) throws BadFileException {
    String digit = text.strip();
    if (!digit.equals("0") && !digit.equals("1")) {
      throw Malformed.text(source, digit, "0 or 1");
    }
    return digit.equals("1");
  }
}
