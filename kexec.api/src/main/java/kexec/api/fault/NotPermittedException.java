package kexec.api.fault;

/** Says that the caller may not do this, or that the system forbids it to everybody. */
public final class NotPermittedException extends KexecException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param fault what was attempted, why it failed and what to do
   */
  public NotPermittedException(Fault fault) {
    super(fault);
  }

  /**
   * Makes the exception with the one that lies beneath.
   *
   * @param fault what was attempted, why it failed and what to do
   * @param cause what made it fail
   */
  public NotPermittedException(Fault fault, Throwable cause) {
    super(fault, cause);
  }
}
