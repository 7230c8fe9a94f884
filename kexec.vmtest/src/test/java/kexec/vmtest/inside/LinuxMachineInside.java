package kexec.vmtest.inside;

import java.util.Optional;
import kexec.api.machine.MachineKexec;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.baremetal.internal.machine.LinuxMachine;
import kexec.baremetal.internal.memory.LinuxMemory;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.RunningLinux;
import kexec.tck.machine.MachineKexecContract;

/** The receiver contract on the real kernel. */
final class LinuxMachineInside extends MachineKexecContract {

  private final SpoiledLoads loads = new SpoiledLoads(RunningLinux.calls());
  private final LinuxHost host = new LinuxHost(LinuxRoot.running(), loads::calls);

  LinuxMachineInside() throws Exception {}

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

  @Override
  protected void refuseLoadsLate(boolean refuse) {
    loads.spoil(refuse);
  }

  /** Linux, kernel/kexec.c, do_kexec_load: the crash image is freed before the new one is made. */
  @Override
  protected boolean losesTheOldImage(Slot slot) {
    return slot == Slot.CRASH;
  }
}
