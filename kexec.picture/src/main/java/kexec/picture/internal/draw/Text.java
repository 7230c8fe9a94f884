package kexec.picture.internal.draw;

import java.util.List;
import kexec.api.text.Printable;
import kexec.picture.internal.layout.Columns;

/** Prepares texts from files for a place with a limit. */
public final class Text {

  private static final int MOST = 8192;

  private Text() {}

  /**
   * {@return a text in one line of at most so many columns}
   *
   * @param words any text
   * @param columns the columns
   */
  static String cut(String words, int columns) {
    String shown = Printable.of(words);
    return Columns.of(shown) <= columns ? shown : Columns.wrap(shown, columns - 2).get(0) + "…";
  }

  /**
   * {@return a text of any length, or its start with the number of characters that follow}
   *
   * @param words any text
   */
  public static String bounded(String words) {
    if (words.length() <= MOST) {
      return words;
    }
    int end = Character.isHighSurrogate(words.charAt(MOST - 1)) ? MOST - 1 : MOST;
    return words.substring(0, end) + " … and %d more characters".formatted(words.length() - end);
  }

  /** {@return a text in lines} */
  static List<String> lines(String words, int columns) {
    return Columns.wrap(Printable.of(bounded(words)), columns);
  }
}
