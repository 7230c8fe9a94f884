package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import kexec.linux.internal.Excerpt;

/**
 * A line of a text.
 *
 * @param number counted from 1
 * @param text without its line end
 */
record Line(int number, String text) {

  /**
   * Returns the lines of a text that are neither blank nor start with {@code #}.
   *
   * @param text the text
   * @return the lines in order
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

  /**
   * Tells whether the line means something.
   *
   * @return whether it is neither blank nor a comment
   */
  boolean isMeant() {
    return !text.isBlank() && !text.stripLeading().startsWith("#");
  }

  /**
   * Returns the line as it may be shown: not endless, and without what a terminal would obey.
   *
   * @return at most about 120 characters
   */
  String excerpt() {
    return Excerpt.of(text);
  }
}
