package kexec.api.fault;

/** Says that no machine is present that could do this, and what is missing. */
public final class NoMachineException extends KexecException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param fault what was attempted, why it failed and what to do
   */
  public NoMachineException(Fault fault) {
    super(fault);
  }

  /**
   * Makes the exception with the one that lies beneath.
   *
   * @param fault what was attempted, why it failed and what to do
   * @param cause what made it fail
   */
  public NoMachineException(Fault fault, Throwable cause) {
    super(fault, cause);
  }
}
