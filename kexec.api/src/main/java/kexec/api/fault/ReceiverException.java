package kexec.api.fault;

/** Thrown when the receiver rejects an image, or fails while the image is loaded or executed. */
public final class ReceiverException extends KexecException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param fault what was attempted, why it failed and what to do
   */
  public ReceiverException(Fault fault) {
    super(fault);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param fault what was attempted, why it failed and what to do
   * @param cause the underlying failure
   */
  public ReceiverException(Fault fault, Throwable cause) {
    super(fault, cause);
  }
}
