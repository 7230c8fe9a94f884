package kexec.shell.internal.text;

/**
 * Texts that come from files and arguments, made safe to show: a terminal obeys control characters.
 */
public final class Printable {

  private Printable() {}

  /**
   * Returns a text without control characters.
   *
   * @param text any text
   * @return the text on one line, each control character as {@code \x1b}
   */
  public static String of(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                shown.append("\\x%02x".formatted(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }
}
