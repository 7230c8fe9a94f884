package kexec.vmtest;

/** A guest could not be run at all: something that it needs is not on this machine. */
public final class GuestFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * Says what is missing.
   *
   * @param message what was attempted, why it failed, and what to do
   */
  public GuestFailure(String message) {
    super(message);
  }

  /**
   * Says what is missing.
   *
   * @param message what was attempted, why it failed, and what to do
   * @param cause the failure behind it
   */
  public GuestFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
