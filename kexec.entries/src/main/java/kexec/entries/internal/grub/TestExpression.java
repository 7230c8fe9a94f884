package kexec.entries.internal.grub;

import java.util.List;
import java.util.function.Function;

/** The command {@code test}, also written as {@code [} (GNU GRUB Manual, "test"). */
final class TestExpression {

  /** Far deeper than any script has brackets. */
  private static final int DEEPEST = 50;

  private final List<GrubText> words;
  private final Function<String, Truth> files;
  private int at;
  private int depth;

  /**
   * Creates an expression.
   *
   * @param words its words, without the brackets
   * @param files tells whether there is a file, or a directory
   */
  TestExpression(List<GrubText> words, Function<String, Truth> files) {
    this.words = words;
    this.files = files;
  }

  Truth value() {
    return words.isEmpty() ? Truth.NO : alternatives();
  }

  private Truth alternatives() {
    Truth value = conjunction();
    while (is("-o")) {
      at++;
      value = value.or(conjunction());
    }
    return value;
  }

  private Truth conjunction() {
    Truth value = term();
    // Two terms in a row are both required.
    while (at < words.size() && !is("-o") && !is(")")) {
      at += is("-a") ? 1 : 0;
      value = value.and(term());
    }
    return value;
  }

  private boolean is(String word) {
    return at < words.size() && words.get(at).text().equals(word);
  }

  private Truth term() {
    if (at >= words.size()) {
      return Truth.NO;
    }
    boolean not = false;
    while (is("!") && at + 1 < words.size()) {
      at++;
      not = !not;
    }
    Truth value = operand();
    return not ? value.not() : value;
  }

  private Truth operand() {
    if (is("(") && at + 1 < words.size()) {
      if (++depth > DEEPEST) {
        at = words.size();
        return Truth.UNKNOWN;
      }
      at++;
      Truth value = alternatives();
      at += is(")") ? 1 : 0;
      depth--;
      return value;
    }
    if (at + 2 < words.size() && isComparison(words.get(at + 1).text())) {
      at += 3;
      return compared(words.get(at - 3), words.get(at - 2).text(), words.get(at - 1));
    }
    GrubText first = words.get(at++);
    if (at < words.size() && first.text().length() == 2 && first.text().startsWith("-")) {
      switch (first.text()) {
        case "-z", "-n", "-f", "-e", "-s", "-d" -> {
          return unary(first.text(), words.get(at++));
        }
        default -> {}
      }
    }
    return first.certain() ? Truth.of(!first.text().isEmpty()) : Truth.UNKNOWN;
  }

  private static boolean isComparison(String word) {
    return switch (word) {
      case "=", "==", "!=", "<", ">", "<=", ">=" -> true;
      case "-eq", "-ne", "-lt", "-le", "-gt", "-ge" -> true;
      default -> word.startsWith("-pgt") || word.startsWith("-plt") || word.equals("-nt");
    };
  }

  private Truth unary(String operator, GrubText word) {
    if (!word.certain()) {
      return Truth.UNKNOWN;
    }
    return switch (operator) {
      case "-z" -> Truth.of(word.text().isEmpty());
      case "-n" -> Truth.of(!word.text().isEmpty());
      default -> word.text().isEmpty() ? Truth.NO : files.apply(word.text());
    };
  }

  private static Truth compared(GrubText a, String operator, GrubText b) {
    if (!a.certain() || !b.certain()) {
      return Truth.UNKNOWN;
    }
    int order = a.text().compareTo(b.text());
    return switch (operator) {
      case "=", "==" -> Truth.of(order == 0);
      case "!=" -> Truth.of(order != 0);
      case "<" -> Truth.of(order < 0);
      case ">" -> Truth.of(order > 0);
      case "<=" -> Truth.of(order <= 0);
      case ">=" -> Truth.of(order >= 0);
      default -> numbers(a.text(), operator, b.text());
    };
  }

  private static Truth numbers(String a, String operator, String b) {
    try {
      int order = Long.compare(Long.parseLong(a), Long.parseLong(b));
      return switch (operator) {
        case "-eq" -> Truth.of(order == 0);
        case "-ne" -> Truth.of(order != 0);
        case "-lt" -> Truth.of(order < 0);
        case "-le" -> Truth.of(order <= 0);
        case "-gt" -> Truth.of(order > 0);
        case "-ge" -> Truth.of(order >= 0);
        default -> Truth.UNKNOWN;
      };
    } catch (NumberFormatException e) {
      return Truth.UNKNOWN;
    }
  }
}
