package kexec.vmtest;

import java.time.Duration;

/** How long a jump takes. */
final class Jumps {

  private Jumps() {}

  /**
   * Returns the time from the first kernel's last line, which it prints right before it jumps, to a
   * line of the second one: relocation, purgatory, and the second kernel's own way to that line.
   */
  static Duration after(GuestRun run, String line) {
    Duration jump = run.kernel().first("Starting new kernel").orElseThrow().at();
    return run.kernel().first(line).orElseThrow().at().minus(jump);
  }
}
