package kexec.shell.internal.cli;

import java.io.IOException;
import java.util.List;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.PlanRefusedException;
import kexec.api.text.Printable;
import kexec.linux.sys.Errno;
import kexec.linux.sys.RunningLinux;
import kexec.shell.internal.text.Page;

/** Formats failures in three parts: what, why, cure. */
final class Failures {

  private Failures() {}

  static String text(KexecException failure) {
    Fault fault = failure.fault();
    Page page = new Page(false);
    page.line("jkexec: " + fault.attempted());
    if (failure instanceof PlanRefusedException refused) {
      refused.findings().stream()
          .filter(Finding::isError)
          .forEach(error -> part(page, error.message() + " (" + error.code() + ")", error.cure()));
      page.findings(refused.findings().stream().filter(finding -> !finding.isError()).toList());
    } else {
      part(page, fault.cause() + " (" + fault.code() + ")", fault.cure());
    }
    return page.toString();
  }

  /**
   * {@return the description of an exception that a command does not describe itself}
   *
   * @param thrown the exception; a described failure may be among its causes, for example from
   *     another thread
   * @param words the arguments of the command line
   */
  static KexecException described(Throwable thrown, List<String> words) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof KexecException described) {
        return described;
      }
    }
    return new KexecException(fault(thrown, "carrying out " + String.join(" ", words)), thrown);
  }

  private static Fault fault(Throwable thrown, String attempted) {
    if (thrown instanceof OutOfMemoryError) {
      return new Fault(
          "out-of-memory",
          attempted,
          "the Java platform has no more memory than %s MiB for it"
              .formatted(Runtime.getRuntime().maxMemory() >> 20),
          "Give it more, such as with JAVA_TOOL_OPTIONS=-Xmx2g in the environment, or use smaller"
              + " files.");
    }
    if (thrown instanceof InternalError) {
      // The JVM reports an unreadable page of a mapped file this way.
      return new Fault(
          "file-changed",
          attempted,
          "a file that is read was cut short, or its file system cannot read all of it",
          "Do not change the files meanwhile; check their file system, and the room on it.");
    }
    return new Fault(
        "unexpected",
        attempted,
        "jkexec has a fault of its own: " + thrown,
        "Report it, with what the same command tells with JKEXEC_LOG=debug in the environment.");
  }

  /**
   * {@return the message for a result that cannot be written, may be empty} A pipe whose reader has
   * gone is not reported: the reader has read all that it wanted.
   *
   * @param failure the exception
   */
  static String unwritten(IOException failure) {
    if (RunningLinux.reports(failure, Errno.EPIPE)) {
      return "";
    }
    return text(
        new KexecException(
            new Fault(
                "output-not-written",
                "writing the result to standard output",
                Causes.of(failure),
                "Make room, or send the output elsewhere. What the command had to do is done.")));
  }

  private static void part(Page page, String why, String cure) {
    page.line("  why:  " + why);
    page.line("  cure: " + cure);
  }

  static String usage(String message) {
    return "jkexec: " + Printable.of(message) + "\n  cure: See jkexec --help.\n";
  }
}
