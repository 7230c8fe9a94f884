package kexec.linux;

import java.util.Optional;

/**
 * One word of a kernel command line.
 *
 * @param word as it stands there, its quotes included; not empty
 */
public record KernelParameter(String word) {

  /**
   * Checks that there is a word.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public KernelParameter {
    if (word.isEmpty()) {
      throw new IllegalArgumentException("an empty parameter");
    }
  }

  /**
   * Returns what stands before the first equals sign.
   *
   * @return the name, without a quote before it; the whole word where it has no value
   */
  public String name() {
    String bare = unquoted(word);
    int equals = bare.indexOf('=');
    return equals < 0 ? bare : bare.substring(0, equals);
  }

  /**
   * Returns what stands behind the first equals sign.
   *
   * @return the value without the quotes around it, perhaps empty; nothing where the word has no
   *     equals sign
   */
  public Optional<String> value() {
    String bare = unquoted(word);
    int equals = bare.indexOf('=');
    return equals < 0 ? Optional.empty() : Optional.of(unquoted(bare.substring(equals + 1)));
  }

  /**
   * Tells whether the kernel takes this word for a parameter of some name: dashes and underscores
   * are the same to it (Linux, kernel/params.c, parameq()).
   *
   * @param name the whole name
   * @return whether it does
   */
  public boolean isNamed(String name) {
    return name().replace('-', '_').equals(name.replace('-', '_'));
  }

  /** Tells whether its quotes end in it; where they do not, they reach to the line's end. */
  boolean isClosed() {
    return word.chars().filter(c -> c == '"').count() % 2 == 0;
  }

  private static String unquoted(String text) {
    if (!text.startsWith("\"")) {
      return text;
    }
    int end = text.length() > 1 && text.endsWith("\"") ? text.length() - 1 : text.length();
    return text.substring(1, end);
  }

  @Override
  public String toString() {
    return word;
  }
}
