package kexec.webconsole.internal.page;

import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.plan.Plan;

/**
 * What was made of a filled-in form.
 *
 * @param fields what the operator typed
 * @param request the request; empty if the fields make none
 * @param tree the device tree's file just before it was planned; empty if none is named
 * @param plan the plan, perhaps one that cannot be loaded; empty if there is none
 * @param findings what was found
 * @param fault why there is no plan; empty if there is one
 */
public record Proposal(
    LoadFields fields,
    Optional<PlanRequest> request,
    Optional<FileFacts> tree,
    Optional<Plan> plan,
    List<Finding> findings,
    Optional<Fault> fault) {

  /** Makes the list unmodifiable. */
  public Proposal {
    findings = List.copyOf(findings);
  }

  /** {@return whether it can be confirmed} */
  public boolean isLoadable() {
    return request.isPresent() && plan.filter(Plan::isLoadable).isPresent();
  }
}
