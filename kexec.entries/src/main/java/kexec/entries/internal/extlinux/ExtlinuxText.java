package kexec.entries.internal.extlinux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The text of {@code extlinux.conf} (U-Boot, doc/README.pxe; Syslinux, syslinux.cfg(5)): lines with
 * a keyword in any case, white space, and a value; {@code #} begins a comment line. What it
 * includes is read as if it stood there.
 *
 * @param settings the values of the keywords of the whole menu, by keyword in lower case
 * @param labels the labels, in their order
 * @param left the names of the files that it includes and that were not read
 */
record ExtlinuxText(Map<String, String> settings, List<Label> labels, List<String> left) {

  /** Syslinux reads files "nested up to 16 levels deep", and U-Boot as many. */
  private static final int DEEPEST = 16;

  /** A file may include two others at each level. */
  private static final int MOST_INCLUDES = 100;

  private static final int MOST_LABELS = 1000;

  /** Keywords that belong to no label, wherever they stand. */
  private static final Set<String> GLOBAL = Set.of("default", "ontimeout", "timeout");

  ExtlinuxText {
    settings = Map.copyOf(settings);
    labels = List.copyOf(labels);
    left = List.copyOf(left);
  }

  /**
   * A file with its text.
   *
   * @param path its path in the system
   * @param text its text
   */
  record Source(Path path, String text) {}

  /**
   * A label.
   *
   * @param name its name
   * @param file the file that it stands in
   * @param values the values of its keywords, by keyword in lower case
   */
  record Label(String name, Path file, Map<String, String> values) {

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

  /**
   * Parses a configuration.
   *
   * @param source the configuration
   * @param included finds a file by the name that the configuration includes it by; empty if it
   *     cannot be read
   * @return what it says
   */
  static ExtlinuxText parse(Source source, Function<String, Optional<Source>> included) {
    Parser parser = new Parser(included);
    parser.read(source, 1);
    List<Label> labels = new ArrayList<>();
    parser.labels.forEach(
        (name, values) ->
            labels.add(new Label(name, parser.files.getOrDefault(name, source.path()), values)));
    return new ExtlinuxText(parser.settings, labels, parser.left);
  }

  private static final class Parser {

    private final Function<String, Optional<Source>> included;
    private final Map<String, String> settings = new HashMap<>();
    private final Map<String, Map<String, String>> labels = new LinkedHashMap<>();
    private final Map<String, Path> files = new HashMap<>();
    private final List<String> left = new ArrayList<>();
    private Map<String, String> current = settings;
    private int includes;

    Parser(Function<String, Optional<Source>> included) {
      this.included = included;
    }

    void read(Source source, int depth) {
      for (String line : source.text().split("[\r\n]", -1)) {
        String stripped = line.strip();
        if (!stripped.isEmpty() && !stripped.startsWith("#")) {
          read(words(stripped), source.path(), depth);
        }
      }
    }

    private static String[] words(String text) {
      String[] parts = text.split("[ \t]+", 2);
      return new String[] {
        parts[0].toLowerCase(Locale.ROOT), parts.length == 1 ? "" : parts[1],
      };
    }

    private void read(String[] words, Path file, int depth) {
      String value = words[1];
      switch (words[0]) {
        case "label" -> label(value, file);
        case "include" -> include(value, depth);
        case "menu" -> {
          String[] menu = words(value);
          if (menu[0].equals("include")) {
            include(menu[1], depth);
          } else {
            current.put("menu " + menu[0], menu[1]);
          }
        }
        default -> (GLOBAL.contains(words[0]) ? settings : current).put(words[0], value);
      }
    }

    private void label(String name, Path file) {
      if (name.isBlank() || (labels.size() == MOST_LABELS && !labels.containsKey(name))) {
        // Its keywords are no other label's.
        current = new HashMap<>();
        return;
      }
      current = labels.computeIfAbsent(name, absent -> new HashMap<>());
      files.putIfAbsent(name, file);
    }

    /** Behind the name there may be another one, of the submenu that the file makes. */
    private void include(String value, int depth) {
      String name = value.split("[ \t]+", 2)[0];
      Optional<Source> source =
          depth < DEEPEST && ++includes <= MOST_INCLUDES ? included.apply(name) : Optional.empty();
      if (source.isPresent()) {
        read(source.get(), depth + 1);
      } else if (!left.contains(name)) {
        left.add(name);
      }
    }
  }
}
