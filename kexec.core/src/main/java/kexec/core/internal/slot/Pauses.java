package kexec.core.internal.slot;

import java.time.Duration;

/**
 * How long to wait before a lost image is tried again: twice as long each time, up to a limit.
 *
 * @param first after the first failure; positive
 * @param longest never more; not shorter than the first
 */
record Pauses(Duration first, Duration longest) {

  /** Soon enough for a crash kernel, and seldom enough for a machine that cannot take it. */
  static final Pauses USUAL = new Pauses(Duration.ofSeconds(5), Duration.ofMinutes(10));

  /**
   * Returns the pause after some failures.
   *
   * @param failures how many; not negative
   * @return no pause after none
   */
  Duration after(int failures) {
    if (failures == 0) {
      return Duration.ZERO;
    }
    // Thirty doublings of a second are more than a lifetime, and still fit.
    Duration pause = first.multipliedBy(1L << Math.min(failures - 1, 30));
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
