package kexec.linux.sys;

/** Says that a system call failed. */
public final class SystemCallException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient FailedCall failed;

  /**
   * Makes the exception.
   *
   * @param failed the call, and why it failed
   */
  public SystemCallException(FailedCall failed) {
    super(failed.toString());
    this.failed = failed;
  }

  /**
   * Returns what failed.
   *
   * @return the call, and why it failed
   */
  public FailedCall failed() {
    return failed;
  }
}
