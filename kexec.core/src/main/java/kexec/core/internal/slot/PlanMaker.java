package kexec.core.internal.slot;

import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.core.internal.machine.Machine;

/** Plans for a machine with the boot protocols that are present. */
@FunctionalInterface
public interface PlanMaker {

  /**
   * {@return a loadable plan}
   *
   * @param request what to boot
   * @param machine where
   * @throws KexecException if there is none
   */
  Plan plan(PlanRequest request, Machine machine) throws KexecException;
}
