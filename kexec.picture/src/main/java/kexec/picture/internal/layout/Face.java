package kexec.picture.internal.layout;

import java.util.ArrayList;
import java.util.List;

/**
 * A kind of text, and how wide it is at most. The reader's fonts are unknown: the widths are those
 * of the widest of the fonts in the style sheet.
 */
public enum Face {
  /** The heading of a document. */
  HEADING("jp-h", 17, false),
  /** The heading of a part of it. */
  PART("jp-p", 13, false),
  /** Sentences. */
  TEXT("jp-t", 12, false),
  /** Labels. */
  SMALL("jp-s", 11, false),
  /** Values. */
  MONO("jp-m", 12, true),
  /** Addresses beside shapes. */
  TINY("jp-y", 10, true);

  private static final String WIDE = "WM@%mQ";
  private static final String NARROW = " iljtfrI.,:;'|!()[]{}-/\\\"`";

  private final String css;
  private final double size;
  private final boolean fixed;

  Face(String css, double size, boolean fixed) {
    this.css = css;
    this.size = size;
    this.fixed = fixed;
  }

  /** {@return the class of a text in the style sheet} */
  public String css() {
    return css;
  }

  /**
   * {@return the width that a text has at most, in pixels}
   *
   * @param words the text
   */
  public double width(String words) {
    return words.codePoints().mapToDouble(this::width).sum();
  }

  /** In most fonts a character that is not Latin comes from another font. */
  private double width(int c) {
    return size * (c > '~' ? (c < 0x1100 ? 0.95 : 1.28) : fixed ? 0.605 : proportional(c));
  }

  private static double proportional(int c) {
    if (WIDE.indexOf(c) >= 0) {
      return 1.03;
    }
    if (NARROW.indexOf(c) >= 0) {
      return 0.47;
    }
    boolean letter = c >= 'a' && c <= 'z' && c != 'w';
    return letter || (c >= '0' && c <= '9') || c == '_' ? 0.65 : 0.86;
  }

  /**
   * {@return a text in lines that are not wider than a length, broken behind spaces where there are
   * any; all lines together are the text}
   *
   * @param text the text
   * @param length the length in pixels, at least that of one character
   */
  public List<String> wrap(String text, double length) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    int space = 0;
    double used = 0;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      if (used + width(c) > length) {
        int end = space > from ? space : at;
        lines.add(text.substring(from, end));
        from = end;
        used = width(text.substring(from, at));
      }
      used += width(c);
      at += Character.charCount(c);
      if (c == ' ') {
        space = at;
      }
    }
    lines.add(text.substring(from));
    return lines;
  }
}
