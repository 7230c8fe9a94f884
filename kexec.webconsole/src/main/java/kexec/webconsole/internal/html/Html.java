package kexec.webconsole.internal.html;

import kexec.api.text.Printable;

/**
 * Builds HTML. Every text and every attribute's value is escaped here and nowhere else; names of
 * elements and attributes are constants of the program. Not thread-safe.
 */
public final class Html {

  private final StringBuilder out = new StringBuilder();

  /**
   * Starts an element.
   *
   * @param name the element's name
   * @param attributes names and values in turn
   */
  public Html open(String name, String... attributes) {
    out.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
    out.append('>');
    return this;
  }

  /** Ends an element. */
  public Html close(String name) {
    out.append("</").append(name).append(">\n");
    return this;
  }

  /** Writes a text as one line, see {@link Printable#of}. */
  public Html text(String text) {
    escape(text);
    return this;
  }

  /** Ends a line of a text that has several. */
  public Html newLine() {
    out.append('\n');
    return this;
  }

  /** Writes an element that has only a text. */
  public Html element(String name, String text, String... attributes) {
    return open(name, attributes).text(text).close(name);
  }

  /** {@return the markup so far} */
  @Override
  public String toString() {
    return out.toString();
  }

  /**
   * The dollar sign too: the console replaces {@code ${…}} in what its plugins write, and would
   * take a part of a hostile name for the name of a variable.
   */
  private void escape(String text) {
    String shown = Printable.of(text);
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '$' -> out.append("&#36;");
        default -> out.append(c);
      }
    }
  }
}
