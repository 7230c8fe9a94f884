package kexec.entries.internal.grub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The variables that GRUB keeps in a file (GNU GRUB Manual, "The GRUB environment block"): a
 * comment, lines {@code NAME=VALUE} in which a backslash escapes a line end or a backslash, and
 * number signs up to the end.
 */
final class EnvironmentBlock {

  private static final String SIGNATURE = "# GRUB Environment Block\n";

  private EnvironmentBlock() {}

  /** {@return the variables; empty if the file has another format} */
  static Optional<Map<String, String>> parse(String text) {
    if (!text.startsWith(SIGNATURE)) {
      return Optional.empty();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    StringBuilder line = new StringBuilder();
    for (int i = SIGNATURE.length(); i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        add(line.toString(), variables);
        line.setLength(0);
      } else if (c == '\\' && i + 1 < text.length()) {
        line.append(text.charAt(++i));
      } else {
        line.append(c);
      }
    }
    return Optional.of(variables);
  }

  private static void add(String line, Map<String, String> variables) {
    int equals = line.indexOf('=');
    if (equals > 0 && !line.startsWith("#")) {
      variables.put(line.substring(0, equals), line.substring(equals + 1));
    }
  }
}
