package kexec.api.text;

import java.util.List;

/** Formats sizes for people. */
public final class Size {

  private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

  private Size() {}

  /**
   * {@return a size in the largest unit in which it is at least 1, for example {@code 61.2 MiB} or
   * {@code 512 bytes}}
   *
   * @param bytes unsigned
   */
  public static String human(long bytes) {
    if (Long.compareUnsigned(bytes, 1024) < 0) {
      return bytes == 1 ? "1 byte" : bytes + " bytes";
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    int shift = 10 * unit;
    // The rest is below 1 << 60, so that ten times as much still fits.
    long tenths = ((bytes & ((1L << shift) - 1)) * 10) >>> shift;
    return (bytes >>> shift) + "." + tenths + " " + UNITS.get(unit - 1);
  }

  /**
   * {@return a size in both forms, for example {@code 4.0 KiB (4,096 bytes)}}
   *
   * @param bytes unsigned
   */
  public static String both(long bytes) {
    return Long.compareUnsigned(bytes, 1024) < 0
        ? human(bytes)
        : human(bytes) + " (" + exact(bytes) + " bytes)";
  }

  /**
   * {@return a number with thousands separators, for example {@code 4,096}}
   *
   * @param number unsigned
   */
  public static String exact(long number) {
    // A formatter would first read the symbols of a locale, which takes a command longer than its
    // work.
    StringBuilder digits = new StringBuilder(Long.toUnsignedString(number));
    for (int at = digits.length() - 3; at > 0; at -= 3) {
      digits.insert(at, ',');
    }
    return digits.toString();
  }
}
