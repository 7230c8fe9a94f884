package kexec.rehearse.internal.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line of the first program's report, without what the kernel or the console put around it:
 * {@code jkexec-rehearsal: 1 TOKEN WORD... ;}.
 *
 * @param words what is said, at least one word; unmodifiable
 */
record ReportLine(List<String> words) {

  private static final int VERSION = 1;

  /** The program writes no longer ones. */
  private static final int LONGEST = 896;

  private static final String END = " ;";

  ReportLine {
    words = List.copyOf(words);
  }

  /** {@return the first word} */
  String subject() {
    return words.get(0);
  }

  /** {@return the words after the first one} */
  List<String> rest() {
    return words.subList(1, words.size());
  }

  /** {@return the value of the word {@code name=value}, or empty if there is none} */
  Optional<String> value(String name) {
    String start = name + "=";
    return words.stream()
        .filter(word -> word.startsWith(start))
        .findFirst()
        .map(word -> word.substring(start.length()));
  }

  /** {@return what each line of a report begins with} */
  static String start(long token) {
    return "jkexec-rehearsal: %s %016x ".formatted(VERSION, token);
  }

  /**
   * {@return the report's lines in a text with one line of a console or log: usually none or one,
   * or several if the ends of lines were lost}
   *
   * @param text any text
   * @param token the token of the report
   */
  static List<ReportLine> find(String text, long token) {
    String start = start(token);
    List<ReportLine> found = new ArrayList<>();
    int from = text.indexOf(start);
    while (from >= 0) {
      int next = text.indexOf(start, from + start.length());
      String piece = text.substring(from + start.length(), next < 0 ? text.length() : next);
      parse(piece).ifPresent(found::add);
      from = next;
    }
    return found;
  }

  private static Optional<ReportLine> parse(String piece) {
    int end = piece.indexOf(END);
    if (end <= 0 || end > LONGEST) {
      return Optional.empty();
    }
    List<String> words = List.of(piece.substring(0, end).split(" ", -1));
    boolean plain = words.stream().allMatch(ReportLine::isWord);
    return plain ? Optional.of(new ReportLine(words)) : Optional.empty();
  }

  private static boolean isWord(String word) {
    return !word.isEmpty() && word.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  /** {@return a number as the program writes it, in hexadecimal, unsigned; empty if it is none} */
  static Optional<Long> hex(String word) {
    boolean valid =
        word.startsWith("0x")
            && word.length() > 2
            && word.length() <= 18
            && word.chars().skip(2).allMatch(ReportLine::isDigit);
    return valid
        ? Optional.of(Long.parseUnsignedLong(word, 2, word.length(), 16))
        : Optional.empty();
  }

  private static boolean isDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }
}
