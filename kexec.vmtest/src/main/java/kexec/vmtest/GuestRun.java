package kexec.vmtest;

import java.time.Duration;
import java.util.Locale;

/**
 * What came of a guest.
 *
 * @param name the guest's name
 * @param kernel its first serial port: what its kernels wrote
 * @param script its second serial port: what its script wrote, with nothing of the kernel between
 * @param outcome how it ended
 * @param exit QEMU's exit status
 * @param messages what QEMU itself said
 * @param duration from QEMU's start to its end
 * @param attempts how often it was started: 2 when it had not come up the first time
 */
public record GuestRun(
    String name,
    Console kernel,
    Console script,
    Outcome outcome,
    int exit,
    String messages,
    Duration duration,
    int attempts) {

  /** How a guest ended. */
  public enum Outcome {
    /**
     * QEMU ended by itself after the first sign: the guest powered off or reset, or QEMU failed.
     */
    ENDED,
    /** The guest gave no first sign: it was killed when the time was over, or reset before. */
    NEVER_CAME_UP,
    /** The whole time was over and the guest was killed. */
    TIME_OVER
  }

  /**
   * Returns the run as one line of a summary.
   *
   * @return name, seconds, and what was unusual
   */
  public String summary() {
    String line = String.format(Locale.ROOT, "%-32s %6.1f s", name, duration.toMillis() / 1000.0);
    if (outcome != Outcome.ENDED || exit != 0) {
      line += ", " + outcome + ", exit status " + exit;
    }
    return attempts > 1 ? line + ", attempt " + attempts : line;
  }
}
