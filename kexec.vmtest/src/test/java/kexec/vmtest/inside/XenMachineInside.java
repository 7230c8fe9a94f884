package kexec.vmtest.inside;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.SystemCallException;
import kexec.tck.machine.MachineKexecContract;
import kexec.xen.internal.host.ReachedHypervisor;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.ForeignPages;
import kexec.xen.internal.hypercall.Hypercall;
import kexec.xen.internal.hypercall.Hypervisor;
import kexec.xen.internal.hypercall.Privcmd;
import kexec.xen.internal.hypercall.XenNumbers;
import kexec.xen.internal.machine.XenMachine;
import kexec.xen.internal.memory.XenMemory;
import org.junit.jupiter.api.Nested;

/** The receiver contract on the real hypervisor, for both load methods. */
final class XenMachineInside {

  /** Below the lowest address that a process may map. */
  private static final long NOWHERE = 0x1000;

  private abstract static class Contract extends MachineKexecContract {

    private final LoadMethod method;
    private final XenHost real = new XenHost();
    private final XenHost host = new XenHost(LinuxRoot.running(), this::reach);
    private boolean spoil;

    /** How many calls with a load's number come before it, only to ask whether it is known. */
    private int questions;

    private final XenMemory memory = new XenMemory(new XenHost());

    Contract(LoadMethod method) {
      this.method = method;
    }

    private ReachedHypervisor reach() throws KexecException {
      Hypervisor below = real.hypervisor();
      Privcmd spoiled =
          new Privcmd() {
            @Override
            public long hypercall(Hypercall call) throws SystemCallException {
              boolean isSpoiled = spoil && isLoad(call) && questions-- <= 0;
              return below.privcmd().hypercall(isSpoiled ? spoiled(call) : call);
            }

            @Override
            public ForeignPages show(int domain, long[] frames) throws SystemCallException {
              return below.privcmd().show(domain, frames);
            }
          };
      return new ReachedHypervisor(
          real.calls(), new Hypervisor(spoiled, below.memory()), real::close);
    }

    private static boolean isLoad(Hypercall call) {
      long command = call.arguments().get(0);
      return call.number() == XenNumbers.KEXEC_OP
          && (command == XenNumbers.KEXEC_CMD_LOAD || command == XenNumbers.KEXEC_CMD_LOAD_V1);
    }

    /** Nothing is mapped at the argument's address: the hypervisor returns EFAULT. */
    private static Hypercall spoiled(Hypercall call) {
      return new Hypercall(call.number(), List.of(call.arguments().get(0), NOWHERE), call.told());
    }

    @Override
    protected void refuseLoadsLate(boolean refuse) {
      spoil = refuse;
    }

    /** After this error a crash image may be partly overwritten, so the machine unloads it. */
    @Override
    protected boolean losesTheOldImage(Slot slot) {
      return slot == Slot.CRASH;
    }

    @Override
    protected MachineKexec newMachine() throws Exception {
      return new XenMachine(host, memory);
    }

    @Override
    protected Optional<MachineKexec> another() throws Exception {
      return Optional.of(new XenMachine(new XenHost(), new XenMemory(new XenHost())));
    }

    @Override
    protected Plan newPlan(Slot slot, int variant) throws Exception {
      // Only a crash image of pages needs an empty slot, and does not empty it for an unknown call.
      questions = slot == Slot.CRASH && !method.equals(LoadMethod.SEGMENTS) ? 1 : 0;
      return XenGuestPlans.of(newMachine(), memory).plan(slot, variant).toBuilder()
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
      super(new LoadMethod("page-list"));
    }
  }
}
