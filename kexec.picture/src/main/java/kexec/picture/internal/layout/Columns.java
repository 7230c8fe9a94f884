package kexec.picture.internal.layout;

import java.util.ArrayList;
import java.util.List;

/** Measures and wraps text in the columns of a font with one width. */
public final class Columns {

  private Columns() {}

  /**
   * {@return how many columns a text takes at most, whatever the font}
   *
   * @param text the text
   */
  public static int of(String text) {
    return text.codePoints().map(Columns::of).sum();
  }

  /** Wide characters, and those that fonts may take from another font, take two columns. */
  private static int of(int c) {
    return c < 0x1100 ? 1 : 2;
  }

  /**
   * {@return a text in lines of at most so many columns, broken behind spaces where there are any;
   * all lines together are the text}
   *
   * @param text the text
   * @param columns the columns of a line, at least 2
   */
  public static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    int space = 0;
    int used = 0;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      if (used + of(c) > columns) {
        int end = space > from ? space : at;
        lines.add(text.substring(from, end));
        from = end;
        used = of(text.substring(from, at));
      }
      used += of(c);
      at += Character.charCount(c);
      if (c == ' ') {
        space = at;
      }
    }
    lines.add(text.substring(from));
    return lines;
  }
}
