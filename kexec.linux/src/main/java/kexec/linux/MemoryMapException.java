package kexec.linux;

import java.util.OptionalInt;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;

/**
 * Thrown if a text is not a reliable memory map.
 *
 * <p>The fault's code is one of the constants below. Nothing is guessed and no significant line is
 * skipped: an unreadable line might be the one that marks memory as unusable.
 */
public final class MemoryMapException extends KexecException {

  /** The text has no line of a memory map. */
  public static final String EMPTY = "memory-map-empty";

  /** A line is malformed, or has an unknown type or an impossible range. */
  public static final String LINE = "memory-map-line";

  /** A line overlaps a sibling, or extends beyond its parent. */
  public static final String OVERLAP = "memory-map-overlap";

  /** Every address is zero: the kernel hides them from the user who read the file. */
  public static final String ZEROS = "memory-map-zeros";

  /**
   * The text is longer than {@link MemoryMapText#MAX_LENGTH} and not a kernel log, or longer than
   * the maximum length of a log.
   */
  public static final String TOO_LONG = "memory-map-too-long";

  /** RAM has boot aliases, but not the RAM that is needed. */
  public static final String ALIAS = "memory-map-alias";

  private static final long serialVersionUID = 1L;

  private final int line;

  private MemoryMapException(Fault fault, int line) {
    super(fault);
    this.line = line;
  }

  /**
   * Creates the exception for a text as a whole.
   *
   * @param code one of the constants of this class
   * @param source where the text comes from, for display
   * @param cause why it is rejected, a clause
   * @param cure what to do, a sentence
   * @return the exception
   */
  static MemoryMapException ofText(String code, String source, String cause, String cure) {
    return new MemoryMapException(
        new Fault(code, "reading the memory map " + source, cause, cure), 0);
  }

  /**
   * Creates the exception for one line.
   *
   * @param code one of the constants of this class
   * @param source where the text comes from, for display
   * @param line the line
   * @param reason what is wrong with it, a clause
   * @return the exception
   */
  static MemoryMapException ofLine(String code, String source, Line line, String reason) {
    String cause = "line %s, \"%s\": %s".formatted(line.number(), line.excerpt(), reason);
    String cure =
        "Use the unchanged output of /proc/iomem, of the kernel's BIOS-e820 log lines, or lines"
            + " of the form 0x100000-0x3fffffff usable.";
    return new MemoryMapException(
        new Fault(code, "reading the memory map " + source, cause, cure), line.number());
  }

  /**
   * {@return the number of the rejected line, counted from 1; empty if the text as a whole is
   * rejected}
   */
  public OptionalInt line() {
    return line == 0 ? OptionalInt.empty() : OptionalInt.of(line);
  }
}
