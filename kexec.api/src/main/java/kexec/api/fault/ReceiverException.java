package kexec.api.fault;

/** Says that the receiver refused an image or failed while it was handed over or carried out. */
public final class ReceiverException extends KexecException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param fault what was attempted, why it failed and what to do
   */
  public ReceiverException(Fault fault) {
    super(fault);
  }

  /**
   * Makes the exception with the one that lies beneath.
   *
   * @param fault what was attempted, why it failed and what to do
   * @param cause what made it fail
   */
  public ReceiverException(Fault fault, Throwable cause) {
    super(fault, cause);
  }
}
