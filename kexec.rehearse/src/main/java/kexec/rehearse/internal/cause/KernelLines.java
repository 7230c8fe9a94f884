package kexec.rehearse.internal.cause;

import java.util.regex.Pattern;

/**
 * What single lines of a console are. A kernel repeats its command line, and programs may write
 * what they like: a text proves something only where the kernel itself would have put it.
 */
public final class KernelLines {

  /**
   * Stands at the beginning of a line, or behind the time of a message that came into the line of a
   * program.
   */
  static final String BEGINS = "(?:^\\s*|^<\\d+>|\\[ *\\d+\\.\\d+\\](?: ?\\[ *[TC]\\d+\\])? ?)";

  private static final Pattern PANIC = Pattern.compile(BEGINS + "Kernel panic - not syncing");
  private static final Pattern HYPERVISOR_PANIC =
      Pattern.compile("^\\s*(?:\\(XEN\\))?(?: *\\[[^]]*\\])? *Panic on CPU \\d+:");
  private static final Pattern COMMAND_LINE =
      Pattern.compile(
          "^(?:\\(XEN\\) *)?(?:(?:Kernel )?[Cc]ommand line: |Unknown kernel command line parameters)");

  private KernelLines() {}

  /** {@return whether a kernel, or a hypervisor below it, says by a line that it has stopped} */
  public static boolean isPanic(String line) {
    return PANIC.matcher(line).find() || HYPERVISOR_PANIC.matcher(line).find();
  }

  /** {@return whether a line is a kernel's or a hypervisor's copy of its command line} */
  public static boolean repeatsCommandLine(String line) {
    return COMMAND_LINE.matcher(LogPrefix.cut(line)).find();
  }
}
