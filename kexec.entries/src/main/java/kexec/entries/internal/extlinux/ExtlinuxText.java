package kexec.entries.internal.extlinux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The text of {@code extlinux.conf} (U-Boot, doc/README.pxe; Syslinux, "SYSLINUX configuration
 * file"): lines with a keyword in any case, white space, and a value; {@code #} begins a comment
 * line.
 *
 * @param settings the values of the keywords before all labels, by keyword in lower case
 * @param labels the labels, in their order
 * @param includes the files that it includes, which are not read
 */
record ExtlinuxText(Map<String, String> settings, List<Label> labels, List<String> includes) {

  ExtlinuxText {
    settings = Map.copyOf(settings);
    labels = List.copyOf(labels);
    includes = List.copyOf(includes);
  }

  /**
   * A label.
   *
   * @param name its name
   * @param values the values of its keywords, by keyword in lower case
   */
  record Label(String name, Map<String, String> values) {

    Label {
      values = Map.copyOf(values);
    }

    /** {@return the value of the first of these keywords that is there} */
    Optional<String> first(String... keywords) {
      for (String keyword : keywords) {
        String value = values.get(keyword);
        if (value != null && !value.isEmpty()) {
          return Optional.of(value);
        }
      }
      return Optional.empty();
    }
  }

  static ExtlinuxText parse(String text) {
    Map<String, String> settings = new HashMap<>();
    Map<String, Map<String, String>> labels = new HashMap<>();
    List<String> order = new ArrayList<>();
    List<String> includes = new ArrayList<>();
    Map<String, String> current = settings;
    for (String line : text.split("[\r\n]", -1)) {
      String stripped = line.strip();
      if (stripped.isEmpty() || stripped.startsWith("#")) {
        continue;
      }
      String[] parts = stripped.split("[ \t]+", 2);
      String keyword = parts[0].toLowerCase(Locale.ROOT);
      String value = parts.length == 1 ? "" : parts[1];
      switch (keyword) {
        case "label" -> {
          if (!labels.containsKey(value)) {
            order.add(value);
          }
          current = labels.computeIfAbsent(value, name -> new HashMap<>());
        }
        case "include" -> includes.add(value);
        case "menu" -> menu(value, current);
        default -> current.put(keyword, value);
      }
    }
    return new ExtlinuxText(
        settings,
        order.stream().map(name -> new Label(name, labels.getOrDefault(name, Map.of()))).toList(),
        includes);
  }

  private static void menu(String value, Map<String, String> current) {
    String[] parts = value.split("[ \t]+", 2);
    String keyword = parts[0].toLowerCase(Locale.ROOT);
    if (keyword.equals("include")) {
      return;
    }
    current.put("menu " + keyword, parts.length == 1 ? "" : parts[1]);
  }
}
