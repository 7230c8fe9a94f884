package kexec.linux.internal;

import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;

/** Creates exceptions for files that are not in the kernel's format. */
public final class Malformed {

  /** The fault's code. */
  public static final String CODE = "file-malformed";

  private Malformed() {}

  /**
   * {@return the exception for a malformed text}
   *
   * @param source where it comes from
   * @param text the text, or its offending part
   * @param expected what it should be, such as {@code a size in bytes}
   */
  public static BadFileException text(String source, String text, String expected) {
    return because(source, "\"%s\" is not %s".formatted(Excerpt.of(text), expected));
  }

  /**
   * {@return the exception for malformed content}
   *
   * @param source where the content comes from
   * @param cause what is wrong with it, a clause
   */
  public static BadFileException because(String source, String cause) {
    return new BadFileException(
        new Fault(
            CODE,
            "reading " + source,
            cause,
            "Check that this is the kernel's own file; if it is, report it with the kernel's"
                + " version."));
  }
}
