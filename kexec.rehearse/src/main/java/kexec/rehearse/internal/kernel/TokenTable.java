package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.base.kernel.Align;

/**
 * The 256 parts that the names of a kernel's symbols are composed of, and the index of their places
 * (scripts/kallsyms.c, kallsyms_token_table and kallsyms_token_index). A digit's code stands for
 * the digit itself, so that the ten digits stand beside each other in the table.
 *
 * @param parts the parts by their codes
 * @param start where the table starts in the image
 * @param end where the index ends in the image
 */
record TokenTable(List<String> parts, int start, int end) {

  private static final int PARTS = 256;
  private static final int LONGEST = 512;
  private static final byte[] DIGITS = {
    '0', 0, '1', 0, '2', 0, '3', 0, '4', 0, '5', 0, '6', 0, '7', 0, '8', 0, '9', 0
  };

  private static final long FOUR_DIGITS = 0x0033_0032_0031_0030L;
  private static final long ONE_IN_EACH = 0x0001_0001_0001_0001L;
  private static final int LAST_OF_FOUR = 6;

  /** {@return whether an aligned word of 64 bits may be in the digits, at whatever place} */
  static boolean mayBeDigits(long word) {
    long digits = (word & 0xff) == 0 ? word >>> 8 : word;
    long first = digits - FOUR_DIGITS;
    return first == (first & 0xffff) * ONE_IN_EACH && (first & 0xffff) <= LAST_OF_FOUR;
  }

  /**
   * {@return the table around some digits, if it is one: if the index behind it tells each part's
   * place}
   *
   * @param image a piece of the kernel's image, little-endian
   * @param near an index in or up to 12 bytes behind the start of the digits
   * @param alignment the alignment of each table
   */
  static Optional<TokenTable> around(ByteBuffer image, int near, int alignment) {
    int zero = near;
    while (zero >= 0 && near - zero < DIGITS.length && !isDigits(image, zero)) {
      zero--;
    }
    return zero < 0 || !isDigits(image, zero)
        ? Optional.empty()
        : start(image, zero).flatMap(start -> at(image, start, alignment));
  }

  private static boolean isDigits(ByteBuffer image, int at) {
    if (at > image.limit() - DIGITS.length) {
      return false;
    }
    for (int i = 0; i < DIGITS.length; i++) {
      if (image.get(at + i) != DIGITS[i]) {
        return false;
      }
    }
    return true;
  }

  /** Goes back over as many parts as there are codes before the one of the digit 0. */
  private static Optional<Integer> start(ByteBuffer image, int zero) {
    int at = zero;
    for (int part = 0; part < '0'; part++) {
      int end = at - 1;
      at = end;
      while (at > 0 && end - at <= LONGEST && image.get(at - 1) != 0) {
        at--;
      }
      if (at <= 0 || end - at > LONGEST) {
        return Optional.empty();
      }
    }
    return Optional.of(at);
  }

  private static Optional<TokenTable> at(ByteBuffer image, int start, int alignment) {
    List<String> parts = new ArrayList<>(PARTS);
    int[] places = new int[PARTS];
    int at = start;
    for (int part = 0; part < PARTS; part++) {
      places[part] = at - start;
      if (at >= image.limit()) {
        return Optional.empty();
      }
      int end = LogTexts.end(image, at, Math.min(image.limit(), at + LONGEST));
      parts.add(LogTexts.exact(image, at, end));
      at = end + 1;
    }
    int index = (int) Align.up(at, alignment);
    return isIndex(image, index, places)
        ? Optional.of(new TokenTable(parts, start, index + PARTS * Short.BYTES))
        : Optional.empty();
  }

  private static boolean isIndex(ByteBuffer image, int at, int[] places) {
    if (at > image.limit() - PARTS * Short.BYTES) {
      return false;
    }
    for (int i = 0; i < PARTS; i++) {
      if (Short.toUnsignedInt(image.getShort(at + i * Short.BYTES)) != places[i]) {
        return false;
      }
    }
    return true;
  }
}
