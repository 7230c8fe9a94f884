package kexec.shell.internal.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Writes a page in the man(7) macros, which mandoc and groff both set. */
final class Roff {

  private static final int WIDTH = 66;

  /** An option in a text. */
  private static final Pattern OPTION =
      Pattern.compile("(?<![^ (])\\\\-(?:\\\\-)?[A-Za-z](?:[A-Za-z=]|\\\\-)*");

  private final StringBuilder page = new StringBuilder();

  Roff title(String name, int section, String day, String source) {
    page.append(".TH %s %s %s \"%s\" \"User Commands\"\n".formatted(name, section, day, source));
    return this;
  }

  Roff section(String title) {
    return request("SH", title);
  }

  /**
   * A subsection.
   *
   * @param title its title, already escaped
   */
  Roff subsection(String title) {
    page.append(".SS ").append(title).append('\n');
    return this;
  }

  /** Text, in lines that begin where a sentence does; a paragraph ends it. */
  Roff text(String sentences) {
    for (String sentence : sentences.split("(?<=[.:]) (?=[A-Z-])", -1)) {
      fill(sentence);
    }
    return this;
  }

  Roff paragraph(String sentences) {
    return request("PP").text(sentences);
  }

  /**
   * A term with its explanation.
   *
   * @param term the term, already escaped
   * @param sentences the explanation
   */
  Roff term(String term, String sentences) {
    page.append(".TP\n").append(term).append('\n');
    return text(sentences);
  }

  /** Lines that are shown as they are. */
  Roff example(List<String> lines) {
    request("nf");
    lines.forEach(line -> page.append(escaped(line)).append('\n'));
    return request("fi");
  }

  Roff request(String macro, String... words) {
    page.append('.').append(macro);
    for (String word : words) {
      boolean quoted = word.isEmpty() || word.contains(" ");
      page.append(' ').append(quoted ? "\"" + escaped(word) + "\"" : escaped(word));
    }
    page.append('\n');
    return this;
  }

  /** A line that is escaped already. */
  Roff line(String line) {
    page.append(line).append('\n');
    return this;
  }

  static String bold(String text) {
    return "\\fB" + escaped(text) + "\\fR";
  }

  static String italic(String text) {
    return "\\fI" + escaped(text) + "\\fR";
  }

  /** {@return a text none of whose characters means anything to roff} */
  static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }

  private void fill(String sentence) {
    List<String> line = new ArrayList<>();
    int length = 0;
    for (String word : sentence.split(" ", -1)) {
      if (length + 1 + escaped(word).length() > WIDTH) {
        flush(line);
        length = 0;
      }
      line.add(word);
      length += 1 + escaped(word).length();
    }
    flush(line);
  }

  private void flush(List<String> words) {
    if (!words.isEmpty()) {
      String line = escaped(String.join(" ", words));
      page.append(OPTION.matcher(line).replaceAll("\\\\fB$0\\\\fR")).append('\n');
      words.clear();
    }
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
