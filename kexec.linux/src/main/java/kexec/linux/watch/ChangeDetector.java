package kexec.linux.watch;

import kexec.linux.crash.CrashHotplug;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a change is told: once it has settled. One memory module is many blocks, which come
 * one after the other. Not safe for use by several threads.
 */
final class ChangeDetector {

  /** A change that never settles is told after so many looks. */
  static final int PATIENCE = 10;

  private @Nullable Hardware told;
  private @Nullable Hardware last;
  private int unsettled;

  /**
   * Takes another look.
   *
   * @param now the hardware as it is now
   * @param kernel what the kernel itself keeps current in the loaded image
   * @return whether a change is to be told now; never at the first look
   */
  boolean look(Hardware now, CrashHotplug kernel) {
    boolean settled = now.equals(last);
    last = now;
    if (told == null || !told.isOutdatedBy(now, kernel)) {
      // What the kernel keeps current needs no more telling, not even later.
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
