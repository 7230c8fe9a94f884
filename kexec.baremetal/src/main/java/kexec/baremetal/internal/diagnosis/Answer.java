package kexec.baremetal.internal.diagnosis;

import java.util.EnumSet;
import java.util.Set;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;

/** What a refused load or unload says of another call: the one place that sorts their errors. */
public enum Answer {
  /** This call is shut, whatever it is made for; another one may be open. */
  CALL_SHUT,
  /** This call loads no kernels of this kind; another one may. */
  OTHER_KIND,
  /**
   * The image is refused, or the moment. Another call would refuse it too, or would take what the
   * first did not trust, which nobody asked for.
   */
  REFUSED;

  /**
   * The call is not built in or hidden by a filter; a right, lockdown or the limit is missing; IMA
   * or a security module wants a file. Linux asks for all of that before it looks at the image.
   */
  private static final Set<Errno> SHUT = EnumSet.of(Errno.ENOSYS, Errno.EPERM, Errno.EACCES);

  /** Where files are handed over, the last two of these are said of the files. */
  private static final Set<Errno> SHUT_TO_FILES = EnumSet.of(Errno.ENOSYS);

  private static final Set<Errno> UNKNOWN_FORMAT =
      EnumSet.of(Errno.ENOEXEC, Errno.EINVAL, Errno.EOPNOTSUPP);

  /**
   * Sorts an error.
   *
   * @param failed a load or an unload that the kernel refused
   * @return what it says
   */
  public static Answer of(FailedCall failed) {
    boolean files = CallKind.of(failed.call()) == CallKind.FILE_LOAD;
    if (failed.errno().filter((files ? SHUT_TO_FILES : SHUT)::contains).isPresent()) {
      return CALL_SHUT;
    }
    return files && failed.errno().filter(UNKNOWN_FORMAT::contains).isPresent()
        ? OTHER_KIND
        : REFUSED;
  }
}
