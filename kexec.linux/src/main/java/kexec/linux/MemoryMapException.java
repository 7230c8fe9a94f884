package kexec.linux;

import java.util.OptionalInt;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;

/**
 * Says that a text is no memory map that can be relied on.
 *
 * <p>The fault's code is one of the constants below. Nothing is guessed and no line that counts is
 * left out: one that cannot be read might be the one that says where memory must not be touched.
 */
public final class MemoryMapException extends KexecException {

  /** The text has no line of a memory map. */
  public static final String EMPTY = "memory-map-empty";

  /** A line has another form, an unknown type, or a range that cannot be. */
  public static final String LINE = "memory-map-line";

  /** A line shares addresses with another one beside it, or leaves the one around it. */
  public static final String OVERLAP = "memory-map-overlap";

  /** Every address is zero: the kernel hides them from the user who read the file. */
  public static final String ZEROS = "memory-map-zeros";

  /**
   * The text is longer than {@link MemoryMapText#MAX_LENGTH} and no kernel log, or longer than any
   * log that is read.
   */
  public static final String TOO_LONG = "memory-map-too-long";

  private static final long serialVersionUID = 1L;

  private final int line;

  private MemoryMapException(Fault fault, int line) {
    super(fault);
    this.line = line;
  }

  /**
   * Makes the exception for a text as a whole.
   *
   * @param code one of the constants of this class
   * @param source where the text comes from, for people
   * @param cause why it is refused, a clause
   * @param cure what to do, a sentence
   * @return the exception
   */
  static MemoryMapException ofText(String code, String source, String cause, String cure) {
    return new MemoryMapException(
        new Fault(code, "reading the memory map " + source, cause, cure), 0);
  }

  /**
   * Makes the exception for one line.
   *
   * @param code one of the constants of this class
   * @param source where the text comes from, for people
   * @param line the line
   * @param reason what is wrong with it, a clause
   * @return the exception
   */
  static MemoryMapException ofLine(String code, String source, Line line, String reason) {
    String cause = "line %d, \"%s\": %s".formatted(line.number(), line.excerpt(), reason);
    String cure =
        "Use the unchanged output of /proc/iomem, of the kernel's BIOS-e820 log lines, or lines"
            + " of the form 0x100000-0x3fffffff usable.";
    return new MemoryMapException(
        new Fault(code, "reading the memory map " + source, cause, cure), line.number());
  }

  /**
   * Returns the line that is refused.
   *
   * @return its number, counted from 1; nothing where the text as a whole is refused
   */
  public OptionalInt line() {
    return line == 0 ? OptionalInt.empty() : OptionalInt.of(line);
  }
}
