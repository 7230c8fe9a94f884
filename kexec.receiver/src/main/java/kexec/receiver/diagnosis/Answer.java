package kexec.receiver.diagnosis;

import java.util.EnumSet;
import java.util.Set;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;

/** What a refused load or unload implies for another call. */
public enum Answer {
  /** This call is shut for every image; another one may be open. */
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

  private static final Set<Errno> UNKNOWN_FORMAT =
      EnumSet.of(Errno.ENOEXEC, Errno.EINVAL, Errno.EOPNOTSUPP);

  /**
   * {@return what an error implies}
   *
   * @param failed a load or an unload that the kernel refused
   */
  public static Answer of(FailedCall failed) {
    boolean files = Incident.CallKind.of(failed.call()) == Incident.CallKind.FILE_LOAD;
    // Where files are handed over, EPERM and EACCES concern the files.
    if (files
        ? failed.isBecauseOf(Errno.ENOSYS)
        : failed.errno().filter(SHUT::contains).isPresent()) {
      return CALL_SHUT;
    }
    return files && failed.errno().filter(UNKNOWN_FORMAT::contains).isPresent()
        ? OTHER_KIND
        : REFUSED;
  }
}
