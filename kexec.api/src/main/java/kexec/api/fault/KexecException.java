package kexec.api.fault;

/**
 * Says that an operation was refused or failed. Whatever was loaded before is still loaded, unless
 * the cause says otherwise.
 */
public class KexecException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /**
   * Makes the exception.
   *
   * @param fault what was attempted, why it failed and what to do
   */
  public KexecException(Fault fault) {
    super(fault.toString());
    this.fault = fault;
  }

  /**
   * Makes the exception with the one that lies beneath.
   *
   * @param fault what was attempted, why it failed and what to do
   * @param cause what made it fail
   */
  public KexecException(Fault fault, Throwable cause) {
    super(fault.toString(), cause);
    this.fault = fault;
  }

  /**
   * Returns what failed, in its parts.
   *
   * @return the fault
   */
  public final Fault fault() {
    return fault;
  }
}
