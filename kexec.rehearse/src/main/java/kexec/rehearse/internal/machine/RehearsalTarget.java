package kexec.rehearse.internal.machine;

import java.nio.file.Path;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.Replanner.Changes;
import kexec.rehearse.internal.emulator.VirtualMachine;

/**
 * Where a plan is rehearsed.
 *
 * @param machine the machine to emulate
 * @param memory the memory that the plan is made for
 * @param deviceTree the machine's device tree, if it has one
 * @param verbatim whether the machine's RAM lies where the plan's machine has it
 */
public record RehearsalTarget(
    VirtualMachine machine, MemoryMap memory, Optional<Path> deviceTree, boolean verbatim) {

  /**
   * {@return the plan to boot here: the one that is to be rehearsed, or the same image planned
   * again}
   *
   * @param request what is to be rehearsed
   * @param additions what is added to the image
   * @throws KexecException if it cannot be planned again
   */
  public Plan plan(RehearsalRequest request, Additions additions) throws KexecException {
    Plan plan = request.plan();
    // The firmware's data of another machine would only mislead a kernel here.
    boolean foreign = plan.machine().isPresent() && !request.verbatim();
    if (verbatim && !foreign && additions.isEmpty()) {
      return plan;
    }
    return request
        .replanner()
        .plan(
            new Changes(
                memory,
                deviceTree,
                additions.initrds(),
                additions.appended(),
                additions.crashNotes()));
  }
}
