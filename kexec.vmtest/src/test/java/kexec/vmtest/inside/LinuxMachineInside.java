package kexec.vmtest.inside;

import java.util.Optional;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.RunningLinux;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.machine.LinuxMachine;
import kexec.receiver.memory.HostMemoryMap;
import kexec.tck.machine.MachineKexecContract;

/** The receiver contract on the real kernel. */
final class LinuxMachineInside extends MachineKexecContract {

  private final SpoiledLoads loads = new SpoiledLoads(RunningLinux.calls());
  private final LinuxHost host =
      new LinuxHost(LinuxRoot.running(), RunningArchitecture.get(), loads::calls);

  private final MemoryOps memory = new HostMemoryMap(host.root())::read;

  LinuxMachineInside() throws Exception {}

  @Override
  protected MachineKexec newMachine() throws Exception {
    return new LinuxMachine(host, memory);
  }

  @Override
  protected Optional<MachineKexec> another() throws Exception {
    return Optional.of(new LinuxMachine(new LinuxHost(RunningArchitecture.get()), memory));
  }

  @Override
  protected Plan newPlan(Slot slot, int variant) throws Exception {
    return new RealPlans(memory.memoryMap()).plan(slot, variant);
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
