package kexec.api.fault;

/** Thrown when no machine is present for the operation. The fault says what is missing. */
public final class NoMachineException extends KexecException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public NoMachineException(Fault fault) {
    super(fault);
  }

  /** Creates the exception with its cause. */
  public NoMachineException(Fault fault, Throwable cause) {
    super(fault, cause);
  }
}
