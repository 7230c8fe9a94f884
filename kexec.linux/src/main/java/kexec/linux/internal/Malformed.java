package kexec.linux.internal;

import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;

/** The refusal of a file whose form is not the one that the kernel gives it. */
public final class Malformed {

  /** The fault's code. */
  public static final String CODE = "file-malformed";

  private Malformed() {}

  /**
   * Makes the refusal of a text.
   *
   * @param source where it comes from
   * @param text the text, or the part of it that is wrong
   * @param expected what it should be, such as {@code a size in bytes}
   * @return the exception
   */
  public static BadFileException text(String source, String text, String expected) {
    return because(source, "\"%s\" is not %s".formatted(Excerpt.of(text), expected));
  }

  /**
   * Makes a refusal.
   *
   * @param source where the content comes from
   * @param cause what is wrong with it, a clause
   * @return the exception
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
