package kexec.api.text;

/**
 * Texts that come from files and arguments, made safe to show: a terminal obeys control characters,
 * and the others that are not shown as they are would deceive whoever reads them.
 */
public final class Printable {

  private Printable() {}

  /**
   * Returns a text that is one line of characters.
   *
   * @param text any text
   * @return the text with each control character, line separator and change of direction as {@code
   *     \x1b}, and each byte that is no character (see {@link ByteText}) as {@code \xfc}
   */
  public static String of(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (ByteText.isByte(c)) {
                shown.append("\\x%02x".formatted(c & 0xff));
              } else if (isHidden(c)) {
                shown.append("\\x%02x".formatted(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  /**
   * Returns a JSON document that can be written as UTF-8, which has no unpaired surrogates, and be
   * shown on a terminal.
   *
   * @param json a document, on any number of lines
   * @return the same document: in its strings, all that {@link #of} does not show as it is stands
   *     as an escape of RFC 8259, section 7, such as {@code \}{@code udcfc}
   */
  public static String json(String json) {
    StringBuilder escaped = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            c -> {
              if (isHidden(c) && c != '\n') {
                for (char unit : Character.toChars(c)) {
                  escaped.append("\\u%04x".formatted((int) unit));
                }
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  private static boolean isHidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
