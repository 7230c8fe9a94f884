package kexec.vmtest.inside;

import java.util.List;
import java.util.Optional;
import kexec.api.machine.MachineKexec;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.tck.machine.MachineKexecContract;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.machine.XenMachine;
import kexec.xen.internal.memory.XenMemory;
import org.junit.jupiter.api.Nested;

/** The contract of receivers, by the hypervisor itself, by both of its ways to load. */
final class XenMachineInside {

  private abstract static class Contract extends MachineKexecContract {

    private final LoadMethod method;
    private final XenMemory memory = new XenMemory(new XenHost());

    Contract(LoadMethod method) {
      this.method = method;
    }

    @Override
    protected MachineKexec newMachine() throws Exception {
      return new XenMachine(new XenHost(), memory);
    }

    @Override
    protected Optional<MachineKexec> another() throws Exception {
      return Optional.of(new XenMachine(new XenHost(), new XenMemory(new XenHost())));
    }

    @Override
    protected Plan newPlan(Slot slot, int variant) throws Exception {
      return XenPlans.of(newMachine(), memory).plan(slot, variant).toBuilder()
          .methods(List.of(method))
          .build();
    }
  }

  @Nested
  class BySegments extends Contract {
    BySegments() {
      super(LoadMethod.SEGMENTS);
    }
  }

  @Nested
  class ByPageList extends Contract {
    ByPageList() {
      super(LoadMethod.PAGE_LIST);
    }
  }
}
