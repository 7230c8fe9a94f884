package kexec.entries.internal.bls;

import java.util.Locale;

/**
 * A pattern of {@code loader.conf} (fnmatch(3)): {@code *}, {@code ?} and sets such as {@code
 * [0-9]} or {@code [!a]}. Case does not matter.
 */
final class Glob {

  private final String pattern;

  Glob(String pattern) {
    this.pattern = pattern.toLowerCase(Locale.ROOT);
  }

  /** Goes back to the last star only, so that the time is bounded by the product of the lengths. */
  boolean matches(String name) {
    String text = name.toLowerCase(Locale.ROOT);
    int at = 0;
    int i = 0;
    int star = -1;
    int retry = 0;
    while (i < text.length()) {
      int next = at < pattern.length() && pattern.charAt(at) != '*' ? step(at, text.charAt(i)) : -1;
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        retry = i;
      } else if (next > 0) {
        at = next;
        i++;
      } else if (star >= 0) {
        at = star + 1;
        i = ++retry;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }

  /**
   * {@return the index behind the part of the pattern that takes a character; -1 if it does not}
   */
  private int step(int at, char c) {
    char mark = pattern.charAt(at);
    if (mark == '?') {
      return at + 1;
    }
    if (mark == '\\' && at + 1 < pattern.length()) {
      return pattern.charAt(at + 1) == c ? at + 2 : -1;
    }
    int end = mark == '[' ? pattern.indexOf(']', at + 2) : -1;
    if (end > 0) {
      return inSet(pattern.substring(at + 1, end), c) ? end + 1 : -1;
    }
    return mark == c ? at + 1 : -1;
  }

  private static boolean inSet(String set, char c) {
    boolean not = set.startsWith("!") || set.startsWith("^");
    boolean found = false;
    for (int i = not ? 1 : 0; i < set.length(); i++) {
      if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
        found |= c >= set.charAt(i) && c <= set.charAt(i + 2);
        i += 2;
      } else {
        found |= c == set.charAt(i);
      }
    }
    return found != not;
  }
}
