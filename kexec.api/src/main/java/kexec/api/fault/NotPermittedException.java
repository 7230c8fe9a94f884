package kexec.api.fault;

/**
 * Thrown when the caller lacks permission, or when the system forbids the operation to everyone.
 */
public final class NotPermittedException extends KexecException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public NotPermittedException(Fault fault) {
    super(fault);
  }

  /** Creates the exception with its cause. */
  public NotPermittedException(Fault fault, Throwable cause) {
    super(fault, cause);
  }
}
