package kexec.xen.internal.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.api.plan.FileLease;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.Slot;
import kexec.core.internal.failure.FailingHost;
import kexec.core.internal.failure.FailureContract;
import kexec.core.internal.failure.FailureScenario;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailingLinux;
import kexec.linux.sys.Steps;
import kexec.linux.sys.Steps.Failure;
import kexec.xen.internal.host.ReachedHypervisor;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.Hypercall;
import kexec.xen.internal.hypercall.ImageType;
import kexec.xen.internal.hypercall.KexecOp;
import kexec.xen.internal.hypercall.XenNumbers;
import kexec.xen.internal.memory.XenMemory;
import kexec.xen.internal.model.ModelDevices;
import kexec.xen.internal.model.ModelHost;
import kexec.xen.internal.model.ModelJump;
import kexec.xen.internal.model.ModelMachine;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Every system call and every hypercall of the machine fails, with every error. */
@Tag("once")
class XenFailureTest {

  private static final String LOAD = "kexec_op load";
  private static final String UNLOAD = "kexec_op unload";

  private abstract static class Xen extends FailureContract {

    private final LoadMethod method;

    Xen(LoadMethod method) {
      this.method = method;
    }

    boolean hasBufferDevice() {
      return true;
    }

    /** Whether another program has made the hypervisor report the slots wrongly. */
    boolean isToldWrong() {
      return false;
    }

    @Override
    protected FailingHost newHost(Path directory, Steps steps) throws Exception {
      ModelHost model = ModelHost.in(directory, ModelMachine.small(), hasBufferDevice());
      if (isToldWrong()) {
        for (Slot slot : Slot.values()) {
          new KexecOp(model.hypervisor()).unload(ImageType.of(slot));
        }
      }
      return new Host(model, steps, method);
    }
  }

  private static final class Host implements FailingHost {

    private final ModelHost model;
    private final FailingLinux calls;
    private final LoadMethod method;
    private final XenMemory memory;
    private final XenMachine machine;

    Host(ModelHost model, Steps steps, LoadMethod method) throws KexecException {
      this.model = model;
      this.method = method;
      this.calls =
          new FailingLinux(new ModelDevices(model.dom0(), model.xen()), steps) {
            @Override
            protected String stepOf(int request, byte[] argument) {
              return request == XenNumbers.IOCTL_PRIVCMD_HYPERCALL
                  ? XenFailureTest.stepOf(
                      ModelDevices.hypercall(
                          ByteBuffer.wrap(argument).order(ByteOrder.LITTLE_ENDIAN)))
                  : "mmapbatch";
            }

            @Override
            protected void failLate(Failure failure) {
              model.xen().failNextLoadLate(Errno.of(failure.number()).orElseThrow());
            }
          };
      XenHost host = new XenHost(model.root(), () -> ReachedHypervisor.open(() -> calls));
      this.memory = new XenMemory(host);
      this.machine = new XenMachine(host, memory);
    }

    @Override
    public MemoryOps memory() {
      return memory;
    }

    @Override
    public MachineKexec machine() {
      return machine;
    }

    @Override
    public Plan plan(Slot slot, int variant, FileLease.Source leases) throws Exception {
      List<Segment> segments = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        byte[] content = new byte[5000];
        Arrays.fill(content, (byte) variant);
        segments.add(
            XenPlans.segment(
                XenPlans.base(slot).plus(4L * i * XenPlans.PAGE),
                2 * XenPlans.PAGE,
                SegmentData.ofBytes(content)));
      }
      return XenPlans.of(memory.memoryMap(), slot, segments).methods(List.of(method)).build();
    }

    @Override
    public int held(Slot slot) {
      ImageType type = ImageType.of(slot);
      if (model.xen().arch(type).isEmpty()) {
        return NOTHING;
      }
      Map<Long, byte[]> content = model.xen().memoryAfterJump(type);
      Set<Integer> variants =
          Stream.of(0, 1, 4, 5, 8, 9)
              .map(page -> content.get(XenPlans.base(slot).value() / XenPlans.PAGE + page))
              .map(page -> (int) page[0])
              .collect(Collectors.toSet());
      return variants.size() > 1 || model.xen().isCorrupted(type)
          ? DAMAGED
          : variants.iterator().next();
    }

    @Override
    public void empty(Slot slot) {
      try {
        new KexecOp(model.hypervisor()).unload(ImageType.of(slot));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void changeHardware() {
      // The upkeep is told that it has changed.
    }

    @Override
    public long taken() {
      return calls.taken() + model.machine().free().length - model.xen().freeFrames();
    }

    @Override
    public boolean isDecisive(String call) {
      return call.equals(LOAD) || call.equals(UNLOAD);
    }

    /**
     * A crash image is overwritten by the next one, which some errors leave open, and the slot is
     * emptied for one that is a list of pages.
     */
    @Override
    public boolean mayLose(Slot slot, Steps steps) {
      return slot == Slot.CRASH
          && (steps.hasFailedLate()
              || steps.hasFailed(LOAD)
              || (method.equals(XenRules.PAGE_LIST) && steps.passed().contains(UNLOAD)));
    }

    @Override
    public boolean isToldWrong(Slot slot) {
      return model.xen().isToldWrong(ImageType.of(slot));
    }

    @Override
    public boolean isJump(Throwable thrown) {
      return thrown instanceof ModelJump;
    }

    @Override
    public List<Failure> failures(String call) {
      List<Failure> early = FailingLinux.failures(call);
      return call.equals(LOAD)
          ? Stream.of(early, FailingLinux.of(List.of(Errno.ENOMEM, Errno.EFAULT), true))
              .flatMap(List::stream)
              .toList()
          : early;
    }
  }

  private static String stepOf(Hypercall call) {
    int command = Math.toIntExact(call.arguments().get(0));
    if (call.number() != XenNumbers.KEXEC_OP) {
      return "memory_op";
    }
    return switch (command) {
      case XenNumbers.KEXEC_CMD_LOAD, XenNumbers.KEXEC_CMD_LOAD_V1 -> LOAD;
      case XenNumbers.KEXEC_CMD_UNLOAD -> UNLOAD;
      case XenNumbers.KEXEC_CMD_STATUS -> "kexec_op status";
      default -> "kexec_op";
    };
  }

  @Nested
  class Segments extends Xen {

    /** A run takes long: whatever the machine asks, it reads the whole table of frames. */
    private static final Set<FailureScenario> TRIED =
        EnumSet.of(
            FailureScenario.RELOAD,
            FailureScenario.UNLOAD,
            FailureScenario.STATUS,
            FailureScenario.OBSTACLES,
            FailureScenario.ADOPT,
            FailureScenario.EXECUTE);

    Segments() {
      super(LoadMethod.SEGMENTS);
    }

    @Override
    protected boolean isTried(FailureScenario scenario) {
      return isComplete() || TRIED.contains(scenario);
    }
  }

  @Nested
  class LockedMemory extends Xen {
    LockedMemory() {
      super(LoadMethod.SEGMENTS);
    }

    @Override
    boolean hasBufferDevice() {
      return false;
    }

    @Override
    protected boolean isTried(FailureScenario scenario) {
      return isComplete() && scenario == FailureScenario.RELOAD;
    }
  }

  @Nested
  class ToldWrong extends Xen {
    ToldWrong() {
      super(LoadMethod.SEGMENTS);
    }

    @Override
    boolean isToldWrong() {
      return true;
    }

    @Override
    protected boolean isOnlyDecisive() {
      return true;
    }

    @Override
    protected boolean isTried(FailureScenario scenario) {
      return scenario == FailureScenario.LOAD;
    }
  }

  @Nested
  class PageList extends Xen {
    PageList() {
      super(XenRules.PAGE_LIST);
    }

    @Override
    protected boolean isOnlyDecisive() {
      return true;
    }

    @Override
    protected boolean isTried(FailureScenario scenario) {
      return scenario == FailureScenario.RELOAD
          || (isComplete() && scenario == FailureScenario.MOVE_AWAY);
    }
  }
}
