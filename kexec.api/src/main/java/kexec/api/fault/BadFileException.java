package kexec.api.fault;

/** Thrown when a file cannot be used: absent, not a regular file, empty, truncated or corrupt. */
public final class BadFileException extends KexecException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public BadFileException(Fault fault) {
    super(fault);
  }

  /** Creates the exception with its cause. */
  public BadFileException(Fault fault, Throwable cause) {
    super(fault, cause);
  }
}
