package kexec.picture.internal.draw;

import kexec.api.text.Printable;

/**
 * Writes the elements of an XML or HTML document. Every text and every value is escaped: what is
 * hidden or no character of XML 1.0 (section 2.2) is shown as {@link Printable} shows it.
 */
public final class Markup {

  private static final double PARTS = 100;

  private final StringBuilder text = new StringBuilder();

  /**
   * Writes an element without content.
   *
   * @param name the element's name
   * @param attributes names and values in turn
   * @return this
   */
  public Markup leaf(String name, String... attributes) {
    start(name, attributes);
    text.append("/>\n");
    return this;
  }

  /**
   * Writes the start of an element.
   *
   * @param name the element's name
   * @param attributes names and values in turn
   * @return this
   */
  public Markup open(String name, String... attributes) {
    start(name, attributes);
    text.append(">");
    return this;
  }

  /**
   * Writes the end of an element.
   *
   * @param name the element's name
   * @return this
   */
  public Markup close(String name) {
    text.append("</").append(name).append(">\n");
    return this;
  }

  /**
   * Writes an element with a text as its content.
   *
   * @param name the element's name
   * @param content the text
   * @param attributes names and values in turn
   * @return this
   */
  public Markup element(String name, String content, String... attributes) {
    return open(name, attributes).text(content).close(name);
  }

  /**
   * Writes a text.
   *
   * @param content the text
   * @return this
   */
  public Markup text(String content) {
    text.append(escaped(content));
    return this;
  }

  /**
   * Writes what is markup already.
   *
   * @param markup well-formed
   * @return this
   */
  public Markup raw(String markup) {
    text.append(markup);
    return this;
  }

  private void start(String name, String... attributes) {
    text.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      text.append(' ').append(attributes[i]).append("=\"");
      text.append(escaped(attributes[i + 1])).append('"');
    }
  }

  private static String escaped(String words) {
    String shown = Printable.of(words);
    StringBuilder escaped = new StringBuilder(shown.length());
    shown
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case 0xfffe, 0xffff -> escaped.append("\\x%04x".formatted(c));
                default -> escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  /**
   * {@return a number for an attribute, rounded to hundredths}
   *
   * @param value the number
   */
  public static String number(double value) {
    long parts = Math.round(value * PARTS);
    if (parts % 100 == 0) {
      return Long.toString(parts / 100);
    }
    long hundredths = Math.abs(parts % 100);
    String sign = parts < 0 ? "-" : "";
    String rest =
        hundredths % 10 == 0
            ? "" + hundredths / 10
            : hundredths < 10 ? "0" + hundredths : "" + hundredths;
    return sign + Math.abs(parts / 100) + "." + rest;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
