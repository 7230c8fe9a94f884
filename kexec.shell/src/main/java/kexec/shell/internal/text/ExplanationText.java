package kexec.shell.internal.text;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.fault.Severity;
import kexec.api.text.FileName;
import kexec.shell.internal.result.Explanation;

/** Formats explanations: problems with their cures first, then briefly what is in order. */
public final class ExplanationText {

  private ExplanationText() {}

  /**
   * Writes an explanation.
   *
   * @param explanation what was found
   * @param page the destination
   */
  public static void write(Explanation explanation, Page page) {
    List<Finding> errors = of(Severity.ERROR, explanation);
    List<Finding> warnings = of(Severity.WARNING, explanation);
    if (!errors.isEmpty()) {
      page.heading("what prevents a load").findings(errors);
    }
    if (!warnings.isEmpty()) {
      page.heading("what may go wrong").findings(warnings);
    }
    page.heading("what was looked at besides");
    of(Severity.INFO, explanation).forEach(finding -> page.line("  " + finding.message()));
    page.line("");
    page.verdict(explanation.succeeds(), verdict(explanation, errors.size()));
  }

  private static List<Finding> of(Severity severity, Explanation explanation) {
    return explanation.findings().stream()
        .filter(finding -> finding.severity() == severity)
        .toList();
  }

  private static String verdict(Explanation explanation, int errors) {
    Optional<String> kernel = explanation.kernel().map(FileName::of);
    String load =
        kernel.map(name -> "loading " + name).orElse("a load")
            + " into the "
            + explanation.slot().label()
            + " slot";
    return explanation.succeeds()
        ? "nothing known prevents " + load
        : load + " would fail: " + (errors == 1 ? "1 reason" : errors + " reasons");
  }
}
