package kexec.vmtest.inside;

import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;

/** Small plans for the machine under dom0. */
final class XenGuestPlans {

  private XenGuestPlans() {}

  static RealPlans of(MachineKexec machine, MemoryOps memory) throws KexecException {
    return new RealPlans("xen", memory.memoryMap(), machine.rules().forbidden());
  }
}
