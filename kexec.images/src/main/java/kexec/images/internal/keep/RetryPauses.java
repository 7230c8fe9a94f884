package kexec.images.internal.keep;

import java.time.Duration;

/** The delay before a configuration that was refused is tried again without a change. */
final class RetryPauses {

  /** As short as the core's own for a lost image. */
  private static final Duration FIRST = Duration.ofSeconds(5);

  private static final Duration LONGEST = Duration.ofMinutes(10);

  private RetryPauses() {}

  /**
   * {@return the delay after a number of failures: doubled each time, up to ten minutes}
   *
   * @param failures the number of failures; positive
   */
  static Duration after(int failures) {
    Duration pause = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
    return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }
}
