package kexec.api.fault;

/**
 * Says that a file cannot be used as it is: absent, not a regular file, empty, truncated or lying.
 */
public final class BadFileException extends KexecException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param fault what was attempted, why it failed and what to do
   */
  public BadFileException(Fault fault) {
    super(fault);
  }

  /**
   * Makes the exception with the one that lies beneath.
   *
   * @param fault what was attempted, why it failed and what to do
   * @param cause what made it fail
   */
  public BadFileException(Fault fault, Throwable cause) {
    super(fault, cause);
  }
}
