package kexec.entries.internal.bls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text of an entry or of {@code loader.conf} (UAPI Group Specifications, "The Boot Loader
 * Specification", "Type #1 Boot Loader Specification Entries"): lines with a key, white space, and
 * a value; {@code #} begins a comment line.
 */
final class BlsText {

  private final Map<String, List<String>> values;

  private BlsText(Map<String, List<String>> values) {
    this.values = values;
  }

  static BlsText parse(String text) {
    Map<String, List<String>> values = new HashMap<>();
    for (String line : text.split("[\r\n]", -1)) {
      String stripped = line.strip();
      if (stripped.isEmpty() || stripped.startsWith("#")) {
        continue;
      }
      String[] parts = stripped.split("[ \t]+", 2);
      values
          .computeIfAbsent(parts[0], key -> new ArrayList<>())
          .add(parts.length == 1 ? "" : parts[1]);
    }
    return new BlsText(values);
  }

  /** {@return the values of a key that may be repeated, in order} */
  List<String> all(String key) {
    return values.getOrDefault(key, List.of());
  }

  /** {@return the value of a key; of several the last one} */
  Optional<String> last(String key) {
    List<String> all = all(key);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** {@return the values of a key as one text} */
  String joined(String key) {
    return all(key).stream().filter(value -> !value.isEmpty()).collect(Collectors.joining(" "));
  }
}
