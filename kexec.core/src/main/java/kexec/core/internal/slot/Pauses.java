package kexec.core.internal.slot;

import java.time.Duration;

/**
 * The delay before a lost image is tried again: doubled each time, up to a limit.
 *
 * @param first after the first failure; positive
 * @param longest the maximum; not shorter than the first
 */
record Pauses(Duration first, Duration longest) {

  /** Short enough for a crash kernel, long enough for a machine that cannot load it. */
  static final Pauses USUAL = new Pauses(Duration.ofSeconds(5), Duration.ofMinutes(10));

  /**
   * {@return the delay after a number of failures; zero after none}
   *
   * @param failures the number of failures; not negative
   */
  Duration after(int failures) {
    if (failures == 0) {
      return Duration.ZERO;
    }
    // Thirty doublings of a second exceed a lifetime and do not overflow.
    Duration pause = first.multipliedBy(1L << Math.min(failures - 1, 30));
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
