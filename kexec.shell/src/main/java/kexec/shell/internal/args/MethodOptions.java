package kexec.shell.internal.args;

import kexec.api.plan.LoadMethod;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The form in which the image is passed to the receiver: at most one of these. */
final class MethodOptions {

  private static final LoadMethod PAGE_LIST = new LoadMethod("page-list");

  private @Nullable LoadMethod method;

  @Option(
      names = {"-c", "--kexec-syscall"},
      description = "Hand over segments (kexec_load) and nothing else.")
  void segments(boolean chosen) {
    method = chosen ? LoadMethod.SEGMENTS : method;
  }

  @Option(
      names = {"-s", "--kexec-file-syscall"},
      description =
          "Hand over the files (kexec_file_load) and nothing else: the kernel checks signatures and"
              + " chooses the places.")
  void files(boolean chosen) {
    method = chosen ? LoadMethod.FILES : method;
  }

  @Option(
      names = "--page-list",
      description = "Hand over a list of pages and nothing else, where the machine takes one.")
  void pageList(boolean chosen) {
    method = chosen ? PAGE_LIST : method;
  }

  @Option(
      names = {"-a", "--kexec-syscall-auto"},
      description = "Whichever the machine takes; the default.")
  void either(boolean chosen) {
    method = chosen ? null : method;
  }

  /** {@return the requested method; null leaves the choice to the machine} */
  @Nullable LoadMethod method() {
    return method;
  }
}
