package kexec.core.internal.slot;

import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalVerdict;

/**
 * A rehearsal, and of what.
 *
 * @param verdict how it ended
 * @param plan the digest of the rehearsed plan ({@link PlannedImage#digest})
 */
record Rehearsed(RehearsalVerdict verdict, String plan) {

  /**
   * {@return the verdict, if it is of that plan}
   *
   * @param digest the digest of a plan
   */
  Optional<RehearsalVerdict> of(String digest) {
    return plan.equals(digest) ? Optional.of(verdict) : Optional.empty();
  }

  /**
   * Refuses an image whose rehearsal did not succeed.
   *
   * @param report the rehearsal
   * @param attempted what needs it, as a gerund, for the error's text
   * @throws KexecException with the code {@code rehearsal-failed}
   */
  static void require(RehearsalReport report, String attempted) throws KexecException {
    if (report.succeeded()) {
      return;
    }
    Optional<Finding> error = report.findings().stream().filter(Finding::isError).findFirst();
    String cause =
        "its rehearsal until %s came to %s, and then: %s"
            .formatted(report.goal().label(), report.rung().label(), report.ending());
    throw new KexecException(
        new Fault(
            "rehearsal-failed",
            attempted,
            cause + error.map(found -> "; " + found.message()).orElse(""),
            error
                .map(Finding::cure)
                .orElse("See what its rehearsal alone tells: jkexec rehearse.")));
  }
}
