package kexec.api.text;

/**
 * Escapes texts from files and arguments for display. A terminal interprets control characters, and
 * other invisible characters can mislead the reader.
 */
public final class Printable {

  private Printable() {}

  /**
   * {@return the text as one line: each control character, line separator and change of direction
   * becomes an escape such as {@code \x1b}, and each byte that is not part of a character (see
   * {@link ByteText}) becomes an escape such as {@code \xfc}}
   *
   * @param text any text
   */
  public static String of(String text) {
    if (text.indexOf('\n') < 0 && isPlain(text)) {
      return text;
    }
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
   * {@return the same JSON document, safe to write as UTF-8, which has no unpaired surrogates, and
   * to show on a terminal. In its strings, everything that {@link #of} would escape becomes an
   * escape of RFC 8259, section 7, such as {@code \}{@code udcfc}}
   *
   * @param json a document, on any number of lines
   */
  public static String json(String json) {
    if (isPlain(json)) {
      return json;
    }
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

  /** {@return whether a text is printable ASCII and line feeds, as most are} */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\n') || c > '~') {
        return false;
      }
    }
    return true;
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
