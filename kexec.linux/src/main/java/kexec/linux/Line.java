package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import kexec.linux.internal.Excerpt;

/**
 * A line of a text.
 *
 * @param number counted from 1
 * @param text without its line terminator
 */
record Line(int number, String text) {

  /**
   * {@return the lines of a text that are neither blank nor start with {@code #}, in order}
   *
   * @param text the text
   */
  static List<Line> of(String text) {
    List<String> all = text.lines().toList();
    List<Line> lines = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      Line next = new Line(i + 1, all.get(i));
      if (next.isMeant()) {
        lines.add(next);
      }
    }
    return lines;
  }

  /** {@return whether the line is neither blank nor a comment} */
  boolean isMeant() {
    return !text.isBlank() && !text.stripLeading().startsWith("#");
  }

  /**
   * {@return the line in printable form: bounded, without control characters; about 120 characters
   * at most}
   */
  String excerpt() {
    return Excerpt.of(text);
  }
}
