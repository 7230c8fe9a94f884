package kexec.core.internal.slot;

import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.plan.FileLease;
import kexec.api.plan.Plan;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.policy.PolicyGate;

/** Creates plans for a machine with the available boot protocols. */
@FunctionalInterface
public interface PlanMaker {

  /**
   * {@return a loadable plan}
   *
   * @param request what to boot
   * @param machine the target
   * @param leases takes leases on the files before they are read
   * @param gate asked for everything that is loaded
   * @param progress told how much of the files is read
   * @throws KexecException if there is none
   */
  Plan plan(
      PlanRequest request,
      Machine machine,
      FileLease.Source leases,
      PolicyGate gate,
      ProgressListener progress)
      throws KexecException;
}
