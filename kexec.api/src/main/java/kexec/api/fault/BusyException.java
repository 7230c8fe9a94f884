package kexec.api.fault;

/** Says that another operation on the same slot, or in the same receiver, has not ended yet. */
public final class BusyException extends KexecException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param fault what was attempted, why it failed and what to do
   */
  public BusyException(Fault fault) {
    super(fault);
  }

  /**
   * Makes the exception with the one that lies beneath.
   *
   * @param fault what was attempted, why it failed and what to do
   * @param cause what made it fail
   */
  public BusyException(Fault fault, Throwable cause) {
    super(fault, cause);
  }
}
