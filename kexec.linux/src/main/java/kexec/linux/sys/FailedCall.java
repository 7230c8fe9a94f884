package kexec.linux.sys;

import java.util.Optional;

/**
 * A system call that failed.
 *
 * @param call the call
 * @param errorNumber the value of {@code errno} after it; one that {@link Errno} does not have is
 *     kept as it is
 */
public record FailedCall(SystemCall call, int errorNumber) {

  /**
   * Returns why the call failed.
   *
   * @return the error, or nothing where its number is none of {@link Errno}
   */
  public Optional<Errno> errno() {
    return Errno.of(errorNumber);
  }

  /**
   * Tells whether the call failed for some reason.
   *
   * @param errno the reason
   * @return whether it was that
   */
  public boolean isBecauseOf(Errno errno) {
    return errorNumber == errno.number();
  }

  /**
   * Returns the error's name.
   *
   * @return such as {@code EINVAL}, or {@code errno 524}
   */
  public String errorName() {
    return errno().map(Errno::name).orElse("errno " + errorNumber);
  }

  /**
   * Returns the call and what it gave, in one short line.
   *
   * @return for example {@code kexec_load(entry=0x1000, nr_segments=5, flags=0x3e0000) = EPERM}
   */
  public String summary() {
    return call.summary() + " = " + errorName();
  }

  /**
   * Returns the whole call and what it gave.
   *
   * @return for example {@code reboot(cmd=0x45584543) = EINVAL}
   */
  @Override
  public String toString() {
    return call + " = " + errorName();
  }
}
