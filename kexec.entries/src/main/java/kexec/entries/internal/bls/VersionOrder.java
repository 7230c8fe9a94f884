package kexec.entries.internal.bls;

import java.util.Comparator;

/**
 * The order of versions in which boot loaders sort (UAPI Group Specifications, "Version Format
 * Specification"): runs of digits are compared as numbers, {@code ~} is before the end of the text,
 * {@code -} and {@code ^} and {@code .} are separators in this order.
 */
final class VersionOrder implements Comparator<String> {

  VersionOrder() {}

  @Override
  public int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (true) {
      i = relevant(a, i);
      j = relevant(b, j);
      for (char mark : new char[] {'~', '\0', '-', '^', '.'}) {
        boolean left = is(a, i, mark);
        boolean right = is(b, j, mark);
        if (left != right) {
          return left ? -1 : 1;
        }
        if (left && mark == '\0') {
          return 0;
        }
        if (left) {
          i++;
          j++;
          break;
        }
      }
      int iEnd = run(a, i);
      int jEnd = run(b, j);
      int order = part(a.substring(i, iEnd), b.substring(j, jEnd));
      if (order != 0) {
        return order;
      }
      i = iEnd;
      j = jEnd;
    }
  }

  private static boolean is(String text, int at, char mark) {
    return mark == '\0' ? at == text.length() : at < text.length() && text.charAt(at) == mark;
  }

  private static int relevant(String text, int from) {
    int at = from;
    while (at < text.length()
        && !isDigit(text.charAt(at))
        && !isLetter(text.charAt(at))
        && "~-^.".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /** {@return the end of the digits, or of the letters, that begin there} */
  private static int run(String text, int from) {
    int at = from;
    boolean digits = from < text.length() && isDigit(text.charAt(from));
    while (at < text.length() && (digits ? isDigit(text.charAt(at)) : isLetter(text.charAt(at)))) {
      at++;
    }
    return at;
  }

  /** Numbers are after letters; of two numbers the one with more digits is greater. */
  private static int part(String a, String b) {
    boolean number = startsWithDigit(a);
    if (number != startsWithDigit(b)) {
      return number ? 1 : -1;
    }
    if (!number) {
      return a.compareTo(b);
    }
    String left = a.replaceFirst("^0+", "");
    String right = b.replaceFirst("^0+", "");
    int order = Integer.compare(left.length(), right.length());
    return order != 0 ? order : left.compareTo(right);
  }

  private static boolean startsWithDigit(String text) {
    return !text.isEmpty() && isDigit(text.charAt(0));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
