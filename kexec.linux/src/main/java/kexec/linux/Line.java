package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import kexec.linux.internal.Excerpt;

/**
 * A line of a text that means something: neither blank nor a comment.
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
      String line = all.get(i);
      if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
        lines.add(new Line(i + 1, line));
      }
    }
    return lines;
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
