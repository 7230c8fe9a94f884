package kexec.vmtest;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** How long a jump takes. */
final class Jumps {

  private static final Pattern LAST_LINE =
      Pattern.compile("Starting new kernel|\\(XEN\\) .*Executing kexec image");

  private Jumps() {}

  /**
   * Returns the time from the first kernel's last line, or Xen's, which it prints right before it
   * jumps, to a line of the second one: relocation, purgatory, and the second kernel's own way to
   * that line.
   */
  static Duration after(GuestRun run, String line) {
    List<ConsoleLine> lines =
        run.kernel().lines().stream()
            .dropWhile(one -> !LAST_LINE.matcher(one.text()).find())
            .toList();
    return lines.stream()
        .filter(one -> one.text().contains(line))
        .findFirst()
        .orElseThrow()
        .at()
        .minus(lines.get(0).at());
  }
}
