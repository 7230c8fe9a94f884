package kexec.shell.internal.cli;

import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.PlanRefusedException;
import kexec.api.text.Printable;
import kexec.shell.internal.text.Page;

/** Tells failures in three parts: what, why, cure. */
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

  private static void part(Page page, String why, String cure) {
    page.line("  why:  " + why);
    page.line("  cure: " + cure);
  }

  static String usage(String message) {
    return "jkexec: " + Printable.of(message) + "\n  cure: See jkexec --help.\n";
  }
}
