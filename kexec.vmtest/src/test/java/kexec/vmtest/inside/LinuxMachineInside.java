package kexec.vmtest.inside;

import java.util.Optional;
import kexec.api.machine.MachineKexec;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.baremetal.internal.machine.LinuxMachine;
import kexec.baremetal.internal.memory.LinuxMemory;
import kexec.tck.machine.MachineKexecContract;

/** The contract of receivers, by the kernel itself. */
final class LinuxMachineInside extends MachineKexecContract {

  private final LinuxHost host = new LinuxHost();

  @Override
  protected MachineKexec newMachine() throws Exception {
    return new LinuxMachine(host);
  }

  @Override
  protected Optional<MachineKexec> another() throws Exception {
    return Optional.of(new LinuxMachine(new LinuxHost()));
  }

  @Override
  protected Plan newPlan(Slot slot, int variant) throws Exception {
    return new RealPlans(new LinuxMemory(host).memoryMap()).plan(slot, variant);
  }
}
