package kexec.xen.internal.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.PreparedImage;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.linux.sys.Errno;
import kexec.tck.machine.MachineKexecContract;
import kexec.xen.internal.hypercall.ImageType;
import kexec.xen.internal.hypercall.XenNumbers;
import kexec.xen.internal.memory.XenMemory;
import kexec.xen.internal.model.ModelHost;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The machine contract on a model of the hypervisor, for both load methods. */
class XenMachineContractTest {

  private abstract static class Contract extends MachineKexecContract {

    private final LoadMethod method;

    @TempDir private Path directory;

    private ModelHost model;
    private XenMemory memory;
    private MachineKexec machine;

    Contract(LoadMethod method) {
      this.method = method;
    }

    @Override
    protected MachineKexec newMachine() throws Exception {
      model = ModelHost.in(directory);
      memory = new XenMemory(model.host());
      machine = new XenMachine(model.host(), memory);
      return machine;
    }

    @Override
    protected Optional<MachineKexec> another() throws Exception {
      return Optional.of(new XenMachine(model.host(), new XenMemory(model.host())));
    }

    @Override
    protected Plan newPlan(Slot slot, int variant) throws Exception {
      return XenPlans.three(memory.memoryMap(), slot, variant).methods(List.of(method)).build();
    }

    @Override
    protected OptionalLong pagesTaken() {
      return OptionalLong.of(model.machine().free().length - model.xen().freeFrames());
    }

    @Override
    protected boolean refuseLoads(boolean refuse) {
      refuse(refuse, command -> true, Errno.EPERM);
      return true;
    }

    /** Not the list that is refused anyway, by which it is seen whether lists are supported. */
    @Override
    protected void refuseLoadsLate(boolean refuse) {
      refuse(
          refuse,
          command ->
              command == XenNumbers.KEXEC_CMD_LOAD || model.xen().arch(ImageType.CRASH).isEmpty(),
          Errno.EFAULT);
    }

    /** After this error a crash image may be partly overwritten, so the machine unloads it. */
    @Override
    protected boolean losesTheOldImage(Slot slot) {
      return slot == Slot.CRASH;
    }

    private void refuse(boolean refuse, Predicate<Integer> which, Errno errno) {
      if (refuse) {
        Predicate<Integer> loads =
            command ->
                command == XenNumbers.KEXEC_CMD_LOAD || command == XenNumbers.KEXEC_CMD_LOAD_V1;
        model.xen().refuse(loads.and(which), errno);
      } else {
        model.xen().refuseNothing();
      }
    }

    @Override
    protected boolean duringLoad(Slot slot, Action meanwhile) throws Exception {
      PreparedImage image = machine.prepare(newPlan(slot, 1));
      Exception[] failure = new Exception[1];
      model
          .xen()
          .duringNextLoad(
              () -> {
                try {
                  meanwhile.run();
                } catch (Exception e) {
                  failure[0] = e;
                }
              });
      machine.load(image);
      machine.cleanup(image);
      if (failure[0] != null) {
        throw failure[0];
      }
      return true;
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
      super(XenRules.PAGE_LIST);
    }
  }
}
