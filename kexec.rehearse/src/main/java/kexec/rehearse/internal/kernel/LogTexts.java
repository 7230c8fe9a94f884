package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import kexec.api.text.ByteText;

/** The texts of log records. */
final class LogTexts {

  /** What the kernel cuts off a text's start: a control character and a level (KERN_SOH). */
  private static final int PREFIX = 2;

  private static final byte START_OF_PREFIX = 1;

  private LogTexts() {}

  /** {@return the index of the first NUL at or behind an index, or the limit if there is none} */
  static int end(ByteBuffer bytes, int from, int limit) {
    int end = from;
    while (end < limit && bytes.get(end) != 0) {
      end++;
    }
    return end;
  }

  /** {@return a text as it stands there, without line feeds at its end} */
  static String exact(ByteBuffer bytes, int from, int to) {
    byte[] text = new byte[to - from];
    bytes.get(from, text);
    return ByteText.of(text).stripTrailing();
  }

  /**
   * {@return a text that the kernel has formatted in place and then moved over its own prefix
   * (kernel/printk/printk.c, printk_sprint()): as many characters as the prefix had stand twice at
   * its end, before the line feed. What was continued by nothing is followed by a prefix}
   */
  static String moved(ByteBuffer bytes, int from, int to) {
    int end = from;
    while (end < to && bytes.get(end) != START_OF_PREFIX) {
      end++;
    }
    if (end > from && bytes.get(end - 1) == '\n') {
      end--;
    }
    boolean twice = end - from > 2 * PREFIX;
    for (int i = 1; i <= PREFIX && twice; i++) {
      twice = bytes.get(end - i) == bytes.get(end - i - PREFIX);
    }
    return exact(bytes, from, twice ? end - PREFIX : end);
  }
}
