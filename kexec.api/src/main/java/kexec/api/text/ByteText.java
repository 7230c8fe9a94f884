package kexec.api.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Lossless conversion between bytes and text. On Linux, command lines and file names are byte
 * strings. Most are UTF-8, so they are decoded as UTF-8 regardless of the locale. A byte that is
 * not part of a UTF-8 character is represented by one unpaired surrogate, {@code U+DC00} plus the
 * byte: {@code 0xfc} becomes {@code U+DCFC}. UTF-8 does not encode surrogates (RFC 3629, section
 * 3), so the mapping is unambiguous. Python's {@code surrogateescape} (PEP 383) does the same.
 *
 * <p>One character is never in such a text: U+FFFD, which decoders substitute for bytes that they
 * lose. A text that contains it is rejected, because the original bytes are unknown. The three
 * bytes of an actual U+FFFD are represented as bytes.
 */
public final class ByteText {

  private static final int FIRST = 0xdc80;
  private static final int LAST = 0xdcff;
  private static final char LOST = '\ufffd';
  private static final String LOST_AS_BYTES = "\udcef\udcbf\udcbd";

  private ByteText() {}

  /**
   * {@return bytes as a text; {@link #bytes} converts it back to the same bytes}
   *
   * @param bytes any bytes
   */
  public static String of(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    // A character has at least as many bytes as UTF-16 units; an undecodable byte is one unit.
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    while (result.isError()) {
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (0xdc00 | (in.get() & 0xff)));
      }
      result = decoder.decode(in, out, true);
    }
    return out.flip().toString().replace(String.valueOf(LOST), LOST_AS_BYTES);
  }

  /**
   * {@return the bytes that a text represents}
   *
   * @param text a text
   * @throws IllegalArgumentException if it does not represent bytes, see {@link #isBytes}
   */
  public static byte[] bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    int plain = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!standsForBytes(c)) {
        throw new IllegalArgumentException(
            "U+%04X at character %s stands for no bytes".formatted(c, i));
      }
      if (isByte(c)) {
        bytes.writeBytes(text.substring(plain, i).getBytes(StandardCharsets.UTF_8));
        bytes.write(c);
        plain = i + 1;
      }
    }
    bytes.writeBytes(text.substring(plain).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  /**
   * {@return whether a text represents bytes, so that {@link #bytes} accepts it. A text that
   * contains U+FFFD, or an unpaired surrogate that represents no byte, does not. Every text that
   * {@link #of} returns does}
   *
   * @param text any text
   */
  public static boolean isBytes(String text) {
    return text.codePoints().allMatch(ByteText::standsForBytes);
  }

  private static boolean standsForBytes(int c) {
    return isByte(c) || (c != LOST && !isSurrogate(c));
  }

  /** The argument is a code point, which is a surrogate only if it is unpaired. */
  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  static boolean isByte(int c) {
    return c >= FIRST && c <= LAST;
  }
}
