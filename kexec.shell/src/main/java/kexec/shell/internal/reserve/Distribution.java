package kexec.shell.internal.reserve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The distribution, as {@code /etc/os-release} names it (os-release(5)).
 *
 * @param ids its identifier, and then those that it is like; empty if unknown
 * @param version its version; empty if it has none or is unknown
 */
public record Distribution(List<String> ids, String version) {

  static final Distribution UNKNOWN = new Distribution(List.of(), "");

  /** Makes the list unmodifiable. */
  public Distribution {
    ids = List.copyOf(ids);
  }

  /** {@return the distribution that a file's text names} */
  static Distribution parse(String text) {
    List<String> ids = new ArrayList<>();
    String version = "";
    for (String line : text.lines().toList()) {
      String value = line.substring(line.indexOf('=') + 1).replaceAll("^[\"']|[\"']$", "");
      if (line.startsWith("ID=")) {
        ids.add(0, value.toLowerCase(Locale.ROOT));
      } else if (line.startsWith("ID_LIKE=")) {
        ids.addAll(List.of(value.toLowerCase(Locale.ROOT).split(" ", -1)));
      } else if (line.startsWith("VERSION_ID=")) {
        version = value;
      }
    }
    return new Distribution(ids, version);
  }

  boolean is(String id) {
    return !ids.isEmpty() && ids.get(0).equals(id);
  }

  boolean isLike(String... others) {
    return List.of(others).stream().anyMatch(ids::contains);
  }

  /**
   * {@return whether the version is known and older than one of a year and a month, or a number}
   */
  boolean isOlderThan(double other) {
    try {
      return Double.parseDouble(version) < other;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
