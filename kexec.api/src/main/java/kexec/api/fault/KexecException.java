package kexec.api.fault;

/**
 * Thrown when an operation is rejected or fails. Images that were loaded before stay loaded unless
 * the cause says otherwise.
 */
public class KexecException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /**
   * Creates the exception.
   *
   * @param fault what was attempted, why it failed and what to do
   */
  public KexecException(Fault fault) {
    super(fault.toString());
    this.fault = fault;
  }

  /**
   * Creates the exception with its cause.
   *
   * @param fault what was attempted, why it failed and what to do
   * @param cause the underlying failure
   */
  public KexecException(Fault fault, Throwable cause) {
    super(fault.toString(), cause);
    this.fault = fault;
  }

  /** {@return the fault, with its parts} */
  public final Fault fault() {
    return fault;
  }
}
