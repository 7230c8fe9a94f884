package kexec.base.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kexec.api.text.ByteText;

/**
 * The text of a configuration file: a line is {@code key = value}, a comment that begins with
 * {@code #} or {@code ;}, or blank. Everything behind the first equals sign, without the white
 * space around it, is the value, byte for byte: there is no quoting, no escape and no continuation,
 * because a kernel's command line has its own.
 */
public final class ConfigText {

  /** The maximum length of a file in bytes: several times the longest command line. */
  public static final int MAX_BYTES = 1 << 16;

  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private ConfigText() {}

  /**
   * Parses the content of a file.
   *
   * @param bytes the content, of any bytes
   * @return the values and what is wrong with the text
   */
  public static ConfigText parse(byte[] bytes) {
    ConfigText parsed = new ConfigText();
    String[] lines = ByteText.of(bytes).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      parsed.line(i + 1, trimmed(lines[i]));
    }
    return parsed;
  }

  private void line(int number, String line) {
    if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == ';') {
      return;
    }
    if (line.chars().anyMatch(ConfigText::isControl)) {
      problems.add("line " + number + " has a control character");
      return;
    }
    int equals = line.indexOf('=');
    if (equals <= 0) {
      problems.add("line " + number + " is no 'key = value'");
      return;
    }
    values
        .computeIfAbsent(trimmed(line.substring(0, equals)), absent -> new ArrayList<>())
        .add(trimmed(line.substring(equals + 1)));
  }

  /** Only what is white space in ASCII: any other may be a part of a name. */
  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /**
   * {@return whether a character is a control character other than a tabulator, which is white
   * space that a command line may have}
   */
  public static boolean isControl(int c) {
    return (c < ' ' && c != '\t') || c == 0x7f;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  /** {@return the values of each key, in order, as {@link ByteText}} */
  public Map<String, List<String>> values() {
    return values;
  }

  /** {@return what is wrong with the lines; empty if nothing is} */
  public List<String> problems() {
    return problems;
  }
}
