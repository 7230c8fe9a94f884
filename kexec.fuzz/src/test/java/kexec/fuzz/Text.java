package kexec.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Inputs that are text: a byte that chooses, and the rest. */
final class Text {

  private Text() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String of(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** {@return the text without its first byte, one character for each byte} */
  static String behindTheChoice(byte[] input) {
    return new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
  }

  static byte[] bytesBehindTheChoice(byte[] input) {
    return Arrays.copyOfRange(input, 1, input.length);
  }

  static byte[] seed(int choice, byte[] content) {
    byte[] seed = new byte[1 + content.length];
    seed[0] = (byte) choice;
    System.arraycopy(content, 0, seed, 1, content.length);
    return seed;
  }

  static byte[] seed(int choice, String content) {
    return seed(choice, content.getBytes(StandardCharsets.UTF_8));
  }
}
