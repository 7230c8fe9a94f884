package kexec.api.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Sizes for people. */
public final class Size {

  private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

  private Size() {}

  /**
   * Returns a size in the largest unit of which there is at least one.
   *
   * @param bytes unsigned
   * @return for example {@code 61.2 MiB}, or {@code 512 bytes}
   */
  public static String human(long bytes) {
    if (Long.compareUnsigned(bytes, 1024) < 0) {
      return bytes == 1 ? "1 byte" : bytes + " bytes";
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    BigDecimal exact = new BigDecimal(Long.toUnsignedString(bytes));
    BigDecimal scaled = exact.divide(BigDecimal.valueOf(1L << (10 * unit)), 1, RoundingMode.DOWN);
    return scaled + " " + UNITS.get(unit - 1);
  }

  /**
   * Returns a size in both forms.
   *
   * @param bytes unsigned
   * @return for example {@code 4.0 KiB (4,096 bytes)}
   */
  public static String both(long bytes) {
    return Long.compareUnsigned(bytes, 1024) < 0
        ? human(bytes)
        : human(bytes) + " (" + exact(bytes) + " bytes)";
  }

  /**
   * Returns a number with its thousands apart.
   *
   * @param number unsigned
   * @return for example {@code 4,096}
   */
  public static String exact(long number) {
    return String.format(Locale.ROOT, "%,d", new BigInteger(Long.toUnsignedString(number)));
  }
}
