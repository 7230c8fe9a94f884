package kexec.shell.internal.args;

import kexec.api.text.Printable;

/** Thrown if the arguments of a command are invalid, regardless of the machine. */
public final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what is wrong with the arguments, a clause; made printable
   */
  public UsageException(String message) {
    super(Printable.of(message));
  }
}
