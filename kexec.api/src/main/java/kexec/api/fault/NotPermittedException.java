package kexec.api.fault;

/**
 * Thrown when the caller lacks permission, or when the system forbids the operation to everyone.
 */
public final class NotPermittedException extends KexecException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param fault what was attempted, why it failed and what to do
   */
  public NotPermittedException(Fault fault) {
    super(fault);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param fault what was attempted, why it failed and what to do
   * @param cause the underlying failure
   */
  public NotPermittedException(Fault fault, Throwable cause) {
    super(fault, cause);
  }
}
