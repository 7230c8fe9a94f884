package kexec.shell.internal.args;

import kexec.api.text.Printable;

/** Says that the words of a command make no sense, whatever the machine is like. */
public final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what is wrong with the words, a clause; made printable
   */
  public UsageException(String message) {
    super(Printable.of(message));
  }
}
