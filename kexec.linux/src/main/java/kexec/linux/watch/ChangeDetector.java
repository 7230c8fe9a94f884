package kexec.linux.watch;

import kexec.linux.crash.CrashHotplug;
import org.jspecify.annotations.Nullable;

/**
 * Decides when to report a change: once it has settled. One memory module consists of many blocks,
 * which arrive one by one. Not thread-safe.
 */
final class ChangeDetector {

  /** The number of polls after which a change that never settles is reported. */
  static final int PATIENCE = 10;

  private @Nullable Hardware told;
  private @Nullable Hardware last;
  private int unsettled;

  /**
   * Processes one poll.
   *
   * @param now the current hardware
   * @param kernel what the kernel itself updates in the loaded image
   * @return whether to report a change now; never at the first poll
   */
  boolean look(Hardware now, CrashHotplug kernel) {
    boolean settled = now.equals(last);
    last = now;
    if (told == null || !told.isOutdatedBy(now, kernel)) {
      // What the kernel updates itself need not be reported, now or later.
      told = now;
      unsettled = 0;
      return false;
    }
    unsettled++;
    if (!settled && unsettled < PATIENCE) {
      return false;
    }
    told = now;
    unsettled = 0;
    return true;
  }
}
