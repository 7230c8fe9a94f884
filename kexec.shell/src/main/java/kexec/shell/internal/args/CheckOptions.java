package kexec.shell.internal.args;

import kexec.api.plan.EntryCheck;
import picocli.CommandLine.Option;

/** The check right before the kernel is entered: at most one of these. */
final class CheckOptions {

  @Option(
      names = {"-i", "--no-checks"},
      description = "Do not check the segments' digests before the kernel is entered.")
  private boolean none;

  @Option(
      names = "--reset-on-mismatch",
      description =
          "Reset the machine if a segment is not as it was loaded; without it the processor stops"
              + " after the message.")
  private boolean reset;

  /** {@return the requested check} */
  EntryCheck entryCheck() {
    if (none) {
      return EntryCheck.NONE;
    }
    return reset ? EntryCheck.RESET : EntryCheck.HALT;
  }
}
