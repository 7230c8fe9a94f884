package kexec.x86.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;

/**
 * A command line, split into words as Linux does it (lib/cmdline.c, {@code next_arg}): at white
 * space outside double quotes. From the word {@code --} on, it belongs to init.
 *
 * @param text what the user wrote
 */
record CommandLine(String text) {

  private static final String CORE_HEADER = "elfcorehdr=";

  /**
   * A word.
   *
   * @param start its first character
   * @param end behind its last one
   * @param open whether the line ends within its quotes
   */
  private record Word(int start, int end, boolean open) {}

  /** Returns how many bytes the line has. */
  int length() {
    return bytes().length;
  }

  /** Returns what the kernel reads, without a NUL at the end. */
  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Checks what the kernel would not read as it was meant.
   *
   * @param longest the line with everything that may be added
   * @param limit what the kernel keeps, in bytes without the NUL
   */
  List<Finding> check(CommandLine longest, long limit) {
    return Stream.of(terminators(), longest.tooLong(limit)).flatMap(Optional::stream).toList();
  }

  private Optional<Finding> terminators() {
    int at = text.indexOf('\0') >= 0 ? text.indexOf('\0') : text.indexOf('\n');
    return at < 0
        ? Optional.empty()
        : Optional.of(
            Finding.error(
                "command-line-nul",
                "the command line has a %s at character %d, which ends it there"
                    .formatted(text.charAt(at) == 0 ? "NUL" : "newline", at),
                "Put the whole command line on one line."));
  }

  private Optional<Finding> tooLong(long limit) {
    return length() <= limit
        ? Optional.empty()
        : Optional.of(
            Finding.error(
                "command-line-too-long",
                "the command line has %d bytes with all that is added to it, and the kernel keeps %d"
                    .formatted(length(), limit),
                "Shorten the command line by %d bytes.".formatted(length() - limit)));
  }

  /** Tells whether the line says where an ELF core header lies. */
  boolean hasCoreHeader() {
    return words().stream().anyMatch(this::isCoreHeader);
  }

  /**
   * Returns the line with the place of the ELF core header, in place of any that it had. It comes
   * last among the kernel's own words, because the last one counts; but before a word whose quotes
   * do not end, because that would swallow it.
   */
  CommandLine withCoreHeader(MachineAddress header) {
    List<Word> words = words();
    int stop = words.stream().filter(Word::open).findFirst().map(Word::start).orElse(kernelsEnd());
    String kept =
        words.stream()
            .filter(word -> word.start() < stop && !isCoreHeader(word))
            .map(this::textOf)
            .collect(Collectors.joining(" "));
    boolean swallowed = words.stream().anyMatch(word -> word.open() && isCoreHeader(word));
    String rest = swallowed ? "" : text.substring(stop).stripTrailing();
    return new CommandLine(
        Stream.of(kept, CORE_HEADER + header, rest)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" ")));
  }

  private boolean isCoreHeader(Word word) {
    String plain = textOf(word);
    return (plain.startsWith("\"") ? plain.substring(1) : plain).startsWith(CORE_HEADER);
  }

  private String textOf(Word word) {
    return text.substring(word.start(), word.end());
  }

  private int kernelsEnd() {
    List<Word> all = split();
    return all.stream()
        .filter(word -> textOf(word).equals("--"))
        .findFirst()
        .map(Word::start)
        .orElse(text.length());
  }

  /** Returns the words that the kernel itself reads. */
  private List<Word> words() {
    int end = kernelsEnd();
    return split().stream().filter(word -> word.start() < end).toList();
  }

  private List<Word> split() {
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (isSpace(text.charAt(at))) {
        at++;
      } else {
        Word word = wordAt(at);
        words.add(word);
        at = word.end();
      }
    }
    return words;
  }

  private Word wordAt(int start) {
    boolean quoted = false;
    int at = start;
    while (at < text.length() && (quoted || !isSpace(text.charAt(at)))) {
      quoted ^= text.charAt(at) == '"';
      at++;
    }
    return new Word(start, at, quoted);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
