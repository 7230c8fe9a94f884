package kexec.baremetal.internal.machine;

import java.util.EnumSet;
import java.util.Set;
import kexec.api.plan.LoadMethod;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;

/**
 * Whether another way to load is worth a try after one failed, by the reasons for which the kernel
 * refuses the way rather than the image.
 */
final class Fallback {

  /** No such call; not this call under lockdown, or where only signed kernels may be loaded. */
  private static final Set<Errno> AFTER_SEGMENTS = EnumSet.of(Errno.ENOSYS, Errno.EPERM);

  /** No such call; a format or a wrapping of it that the kernel's own loader does not know. */
  private static final Set<Errno> AFTER_FILES =
      EnumSet.of(Errno.ENOSYS, Errno.EINVAL, Errno.ENOEXEC, Errno.EOPNOTSUPP);

  /** No call takes a list of pages, so that none can fail. */
  private static final Set<Errno> AFTER_PAGE_LIST = EnumSet.noneOf(Errno.class);

  private Fallback() {}

  static boolean isWorthATry(LoadMethod failed, FailedCall call) {
    Set<Errno> reasons =
        switch (failed) {
          case SEGMENTS -> AFTER_SEGMENTS;
          case FILES -> AFTER_FILES;
          case PAGE_LIST -> AFTER_PAGE_LIST;
        };
    return call.errno().filter(reasons::contains).isPresent();
  }
}
