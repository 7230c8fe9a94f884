package kexec.vmtest;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@link TinyKernel} printed. A line is {@code tiny: topic name=0x… name=[0x…, 0x…) …}.
 *
 * @param lines the lines without {@code tiny: }
 */
public record TinyReport(List<String> lines) {

  private static final String PREFIX = "tiny: ";

  /**
   * Picks the report out of a console.
   *
   * @param console where the kernel wrote
   * @return its lines, none when it never ran
   */
  public static TinyReport of(Console console) {
    return new TinyReport(
        console.lines().stream()
            .map(ConsoleLine::text)
            .filter(text -> text.startsWith(PREFIX))
            .map(text -> text.substring(PREFIX.length()))
            .toList());
  }

  /** Copies the lines. */
  public TinyReport {
    lines = List.copyOf(lines);
  }

  /**
   * Returns the lines about a topic.
   *
   * @param topic the first word or words, such as {@code e820}
   * @return the rest of each line
   */
  public List<String> about(String topic) {
    return lines.stream()
        .filter(line -> line.startsWith(topic))
        .map(line -> line.substring(topic.length()).strip())
        .toList();
  }

  /**
   * Returns a number.
   *
   * @param topic the line's first word
   * @param name the number's name there
   * @return the number, unsigned
   * @throws NoSuchElementException when no line about the topic has it
   */
  public long number(String topic, String name) {
    return Long.parseUnsignedLong(find(topic, name + "=0x([0-9a-f]+)").group(1), 16);
  }

  /**
   * Returns where a range begins.
   *
   * @param topic the line's first word
   * @param name the range's name there
   * @return the address of its first byte
   * @throws NoSuchElementException when no line about the topic has it
   */
  public long start(String topic, String name) {
    return Long.parseUnsignedLong(find(topic, name + "=\\[0x([0-9a-f]+), ").group(1), 16);
  }

  /**
   * Returns how long a range is.
   *
   * @param topic the line's first word
   * @param name the range's name there
   * @return its size in bytes
   * @throws NoSuchElementException when no line about the topic has it
   */
  public long size(String topic, String name) {
    Matcher range = find(topic, name + "=\\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");
    return Long.parseUnsignedLong(range.group(2), 16) - Long.parseUnsignedLong(range.group(1), 16);
  }

  private Matcher find(String topic, String expression) {
    Pattern pattern = Pattern.compile("(?:^| )" + expression);
    return about(topic).stream()
        .flatMap(line -> Stream.of(pattern.matcher(line)).filter(Matcher::find))
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchElementException("no '" + topic + " … " + expression + "' in " + lines));
  }
}
