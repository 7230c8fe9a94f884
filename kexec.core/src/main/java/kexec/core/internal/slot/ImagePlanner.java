package kexec.core.internal.slot;

import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.host.RunningKernel;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.plan.Leases;

/**
 * Plans images that are about to be loaded. Thread-safe.
 *
 * @param plans creates the plans
 * @param running reads the running kernel
 */
record ImagePlanner(PlanMaker plans, Supplier<Optional<RunningKernel>> running) {

  /**
   * {@return a loadable plan with what it was made of}
   *
   * @param request what to boot
   * @param machine the target
   * @param leases the leases on the files
   * @param progress told how much of the files is read
   * @throws KexecException if there is no loadable plan
   */
  PlannedImage plan(PlanRequest request, Machine machine, Leases leases, ProgressListener progress)
      throws KexecException {
    // In this order: what changes meanwhile must not pass for what the plan was made of.
    Origin origin = Origin.of(request, running.get());
    String hardware = Images.hardware(machine, request.slot());
    return new PlannedImage(plans.plan(request, machine, leases, progress), origin, hardware);
  }
}
