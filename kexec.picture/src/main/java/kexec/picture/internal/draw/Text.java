package kexec.picture.internal.draw;

import java.util.List;
import kexec.api.text.Printable;
import kexec.picture.internal.layout.Face;

/** Prepares texts from files for a place with a limit. */
public final class Text {

  private static final int MOST = 8192;

  private Text() {}

  /**
   * {@return the first line of a text, with an ellipsis if it has more}
   *
   * @param words any text
   * @param length the length of the line in pixels
   */
  static String cut(String words, Face face, double length) {
    String shown = Printable.of(words);
    List<String> lines = face.wrap(shown, length - face.width("…"));
    return lines.size() == 1 ? shown : lines.get(0) + "…";
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
    return words.substring(0, end) + " … and %s more characters".formatted(words.length() - end);
  }

  /** {@return a text in lines} */
  static List<String> lines(String words, Face face, double length) {
    return face.wrap(Printable.of(bounded(words)), length);
  }
}
