package kexec.shell.internal.args;

import java.util.List;
import java.util.stream.Stream;
import kexec.api.PlanRequest;
import kexec.api.fault.Finding;
import kexec.api.plan.Plan;

/**
 * What a user wants to boot, with what is known of its boot entry.
 *
 * @param request the request
 * @param findings what cannot be told for certain of the entry; empty without one
 */
public record ChosenImage(PlanRequest request, List<Finding> findings) {

  /** Makes the list unmodifiable. */
  public ChosenImage {
    findings = List.copyOf(findings);
  }

  /**
   * {@return a plan for it that tells this too}
   *
   * @param plan the plan
   */
  public Plan told(Plan plan) {
    return findings.isEmpty()
        ? plan
        : plan.toBuilder()
            .findings(Stream.concat(findings.stream(), plan.findings().stream()).toList())
            .build();
  }
}
