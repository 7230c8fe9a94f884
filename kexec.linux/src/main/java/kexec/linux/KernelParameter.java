package kexec.linux;

import java.util.Optional;

/**
 * One word of a kernel command line.
 *
 * @param word the word as written, including quotes; not empty
 */
public record KernelParameter(String word) {

  /**
   * Rejects an empty word.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public KernelParameter {
    if (word.isEmpty()) {
      throw new IllegalArgumentException("an empty parameter");
    }
  }

  /**
   * {@return the name: the part before the first equals sign, without a leading quote; the whole
   * word if it has no value}
   */
  public String name() {
    String bare = unquoted(word);
    int equals = bare.indexOf('=');
    return equals < 0 ? bare : bare.substring(0, equals);
  }

  /**
   * {@return the value after the first equals sign, without surrounding quotes, possibly the empty
   * string; {@link Optional#empty} if the word has no equals sign}
   */
  public Optional<String> value() {
    String bare = unquoted(word);
    int equals = bare.indexOf('=');
    return equals < 0 ? Optional.empty() : Optional.of(unquoted(bare.substring(equals + 1)));
  }

  /**
   * {@return whether the kernel treats this word as the named parameter; dashes and underscores are
   * equivalent (Linux, kernel/params.c, parameq())}
   *
   * @param name the complete name
   */
  public boolean isNamed(String name) {
    return name().replace('-', '_').equals(name.replace('-', '_'));
  }

  /** {@return whether its quotes are closed; unclosed quotes extend to the end of the line} */
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
