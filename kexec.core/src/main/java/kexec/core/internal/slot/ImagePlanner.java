package kexec.core.internal.slot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.PlanRequest;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.DataPart;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentRole;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.host.RunningKernel;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.plan.Leases;
import kexec.core.internal.policy.PolicyFiles;
import kexec.core.internal.policy.PolicyGate;
import kexec.core.internal.policy.Requirement;

/**
 * Plans images that are about to be loaded: the only way to a receiver, so that policies are asked
 * here. Thread-safe.
 *
 * @param plans creates the plans
 * @param running reads the running kernel
 * @param policies what may be loaded
 */
record ImagePlanner(
    PlanMaker plans, Supplier<Optional<RunningKernel>> running, PolicyFiles policies) {

  /**
   * {@return a loadable plan with what it was made of}
   *
   * @param request what to boot
   * @param machine the target
   * @param leases the leases on the files
   * @param progress told how much of the files is read
   * @throws KexecException if there is no loadable plan, or a policy does not allow it
   */
  PlannedImage plan(PlanRequest request, Machine machine, Leases leases, ProgressListener progress)
      throws KexecException {
    PolicyGate gate = policies.forLoad();
    boolean guarded = gate.requirement() != Requirement.OFF;
    if (guarded) {
      leases.copyWhatIsNotLeased();
    }
    // In this order: what changes meanwhile must not pass for what the plan was made of.
    Origin origin = Origin.of(request, running.get());
    String hardware = Images.hardware(machine, request.slot());
    Plan plan = plans.plan(request, machine, leases, gate, progress);
    if (!guarded) {
      return new PlannedImage(plan, origin, hardware, Optional.empty());
    }
    leases.requireHeld("loading a " + request);
    return new PlannedImage(
        withoutOtherFiles(plan, leases),
        origin,
        hardware,
        Optional.of(new PlannedImage.Approval(gate.requirement(), leases)));
  }

  /**
   * The receiver opens the files itself, so that they have to be the leased ones, and not those of
   * which there are copies.
   */
  private static Plan withoutOtherFiles(Plan plan, Leases leases) throws BadFileException {
    if (!plan.methods().contains(LoadMethod.FILES)
        || (leases.copied().isEmpty() && isKernelLeased(plan))) {
      return plan;
    }
    String cause =
        leases.copied().isEmpty()
            ? "what the receiver opens cannot be proved to be the approved kernel"
            : "no lease can be had on " + String.join(", ", leases.copied());
    String cure =
        "Copy the files to a local file system, where they belong to this user and nobody writes to"
            + " them.";
    List<LoadMethod> others = new ArrayList<>(plan.methods());
    others.remove(LoadMethod.FILES);
    if (others.isEmpty()) {
      throw new BadFileException(
          new Fault("policy-file-not-held", "loading the " + plan + " by files", cause, cure));
    }
    List<Finding> findings = new ArrayList<>(plan.findings());
    findings.add(
        Finding.warning(
            "policy-file-not-held", cause + ": the image is not loaded by files", cure));
    return plan.toBuilder().methods(others).findings(findings).build();
  }

  private static boolean isKernelLeased(Plan plan) {
    return plan.segments().stream()
        .filter(segment -> segment.role() == SegmentRole.KERNEL)
        .flatMap(segment -> segment.data().parts().stream())
        .anyMatch(
            part ->
                part instanceof DataPart.FilePart piece
                    && piece.file().path().equals(plan.kernelPath()));
  }
}
