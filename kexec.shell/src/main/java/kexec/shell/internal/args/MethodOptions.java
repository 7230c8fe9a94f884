package kexec.shell.internal.args;

import java.util.List;
import kexec.api.plan.LoadMethod;
import org.jspecify.annotations.Nullable;

/** The form in which the image is passed to the receiver: at most one of these. */
final class MethodOptions {

  private static final LoadMethod PAGE_LIST = new LoadMethod("page-list");

  private static final Option SEGMENTS =
      Option.flag("Hand over segments (kexec_load) and nothing else.", "-c", "--kexec-syscall")
          .in("method");

  private static final Option FILES =
      Option.flag(
              "Hand over the files (kexec_file_load) and nothing else: the kernel checks signatures"
                  + " and chooses the places.",
              "-s",
              "--kexec-file-syscall")
          .in("method");

  private static final Option PAGES =
      Option.flag(
              "Hand over a list of pages and nothing else, where the machine takes one.",
              "--page-list")
          .in("method");

  private static final Option EITHER =
      Option.flag("Whichever the machine takes; the default.", "-a", "--kexec-syscall-auto")
          .in("method");

  static final List<Option> ALL = List.of(SEGMENTS, FILES, PAGES, EITHER);

  private MethodOptions() {}

  /** {@return the requested method; null leaves the choice to the machine} */
  static @Nullable LoadMethod method(Arguments arguments) {
    if (arguments.has(SEGMENTS)) {
      return LoadMethod.SEGMENTS;
    }
    if (arguments.has(FILES)) {
      return LoadMethod.FILES;
    }
    return arguments.has(PAGES) ? PAGE_LIST : null;
  }
}
