package kexec.api.fault;

/**
 * Thrown when another operation on the same slot, or in the same receiver, is still in progress.
 */
public final class BusyException extends KexecException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public BusyException(Fault fault) {
    super(fault);
  }

  /** Creates the exception with its cause. */
  public BusyException(Fault fault, Throwable cause) {
    super(fault, cause);
  }
}
