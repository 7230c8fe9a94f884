package kexec.vmtest;

import java.time.Duration;
import java.util.List;

/** How long a jump takes. */
final class Jumps {

  private Jumps() {}

  /**
   * Returns the time from the first kernel's last line, which it prints right before it jumps, to a
   * line of the second one: relocation, purgatory, and the second kernel's own way to that line.
   */
  static Duration after(GuestRun run, String line) {
    List<ConsoleLine> lines =
        run.kernel().lines().stream()
            .dropWhile(one -> !one.text().contains("Starting new kernel"))
            .toList();
    return lines.stream()
        .filter(one -> one.text().contains(line))
        .findFirst()
        .orElseThrow()
        .at()
        .minus(lines.get(0).at());
  }
}
