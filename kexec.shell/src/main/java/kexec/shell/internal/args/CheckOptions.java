package kexec.shell.internal.args;

import java.util.List;
import kexec.api.plan.EntryCheck;

/** The check right before the kernel is entered: at most one of these. */
final class CheckOptions {

  private static final Option NONE =
      Option.flag(
              "Do not check the segments' digests before the kernel is entered.",
              "-i",
              "--no-checks")
          .in("check");

  private static final Option RESET =
      Option.flag(
              "Reset the machine if a segment is not as it was loaded; without it the processor"
                  + " stops after the message.",
              "--reset-on-mismatch")
          .in("check");

  static final List<Option> ALL = List.of(NONE, RESET);

  private CheckOptions() {}

  /** {@return the requested check} */
  static EntryCheck entryCheck(Arguments arguments) {
    if (arguments.has(NONE)) {
      return EntryCheck.NONE;
    }
    return arguments.has(RESET) ? EntryCheck.RESET : EntryCheck.HALT;
  }
}
