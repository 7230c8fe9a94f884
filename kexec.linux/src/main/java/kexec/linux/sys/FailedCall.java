package kexec.linux.sys;

import java.util.Optional;

/**
 * A system call that failed.
 *
 * @param call the call
 * @param errorNumber the value of {@code errno}; a number unknown to {@link Errno} is kept as it is
 */
public record FailedCall(SystemCall call, int errorNumber) {

  /** {@return the error, or empty if {@link Errno} does not have its number} */
  public Optional<Errno> errno() {
    return Errno.of(errorNumber);
  }

  /**
   * {@return whether the call failed with an error}
   *
   * @param errno the error
   */
  public boolean isBecauseOf(Errno errno) {
    return errorNumber == errno.number();
  }

  /** {@return the error's name, such as {@code EINVAL}, or {@code errno 524}} */
  public String errorName() {
    return errno().map(Errno::name).orElse("errno " + errorNumber);
  }

  /**
   * {@return the call and its result as one short line, for example {@code kexec_load(entry=0x1000,
   * nr_segments=5, flags=0x3e0000) = EPERM}}
   */
  public String summary() {
    return call.summary() + " = " + errorName();
  }

  /**
   * {@return the whole call and its result, for example {@code reboot(cmd=0x45584543) = EINVAL}}
   */
  @Override
  public String toString() {
    return call + " = " + errorName();
  }
}
