package kexec.api.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as a text, without loss. To Linux a command line is bytes, and so is a file's name; most
 * are UTF-8, and those are read as UTF-8 whatever the locale is. A byte that belongs to no
 * character of UTF-8 stands in the text as one unpaired surrogate, {@code U+DC00} plus the byte:
 * {@code 0xfc} as {@code U+DCFC}. UTF-8 has no surrogates (RFC 3629, section 3), so that no
 * character is mistaken for a byte; Python's {@code surrogateescape} (PEP 383) does the same.
 *
 * <p>One character is never in such a text: U+FFFD, which decoders put in the place of bytes that
 * they lost. A text that has it is refused, because nobody can tell what was meant. Its own three
 * bytes, where somebody really means them, stand as bytes.
 */
public final class ByteText {

  private static final int FIRST = 0xdc80;
  private static final int LAST = 0xdcff;
  private static final char LOST = '\ufffd';
  private static final String LOST_AS_BYTES = "\udcef\udcbf\udcbd";

  private ByteText() {}

  /**
   * Returns bytes as a text.
   *
   * @param bytes any bytes
   * @return the text, from which {@link #bytes} makes the same bytes
   */
  public static String of(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    // A character has at least as many bytes as UTF-16 units; a byte by itself is one unit.
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
   * Returns the bytes that a text stands for.
   *
   * @param text a text
   * @return its bytes
   * @throws IllegalArgumentException if it stands for no bytes, see {@link #isBytes}
   */
  public static byte[] bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    int plain = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!standsForBytes(c)) {
        throw new IllegalArgumentException(
            "U+%04X at character %d stands for no bytes".formatted(c, i));
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
   * Tells whether a text stands for bytes. It does not where it has U+FFFD, or an unpaired
   * surrogate that stands for no byte. Every text that {@link #of} made does.
   *
   * @param text any text
   * @return whether {@link #bytes} takes it
   */
  public static boolean isBytes(String text) {
    return text.codePoints().allMatch(ByteText::standsForBytes);
  }

  private static boolean standsForBytes(int c) {
    return isByte(c) || (c != LOST && !isSurrogate(c));
  }

  /** Of a code point, which is a surrogate only where that is unpaired. */
  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  static boolean isByte(int c) {
    return c >= FIRST && c <= LAST;
  }
}
