package kexec.linux.sys;

/** Thrown if a system call fails. */
public final class SystemCallException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient FailedCall failed;

  /**
   * Creates the exception.
   *
   * @param failed the call and its error
   */
  public SystemCallException(FailedCall failed) {
    super(failed.toString());
    this.failed = failed;
  }

  /** {@return the call and its error} */
  public FailedCall failed() {
    return failed;
  }
}
