package kexec.receiver.machine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.PreparedImage;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.receiver.FakeKernel;
import kexec.receiver.LinuxPlans;
import kexec.receiver.host.KexecArchitecture;
import kexec.tck.machine.MachineKexecContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class LinuxMachineContractTest {

  private abstract static class Contract extends MachineKexecContract {

    private final KexecArchitecture architecture;
    private final LoadMethod[] methods;
    private TestHost host;
    private MachineKexec machine;
    private LinuxPlans plans;

    @TempDir private Path directory;

    Contract(LoadMethod... methods) {
      this(KexecArchitecture.X86_64, methods);
    }

    Contract(KexecArchitecture architecture, LoadMethod... methods) {
      this.architecture = architecture;
      this.methods = methods;
    }

    /** Changes the kernel's state. */
    void arrange(FakeKernel kernel) {}

    @Override
    protected MachineKexec newMachine() throws Exception {
      host = new TestHost(directory.resolve("root"), architecture);
      plans = new LinuxPlans(directory, architecture);
      arrange(host.kernel());
      machine = host.machine();
      return machine;
    }

    @Override
    protected Optional<MachineKexec> another() throws Exception {
      return Optional.of(host.machine());
    }

    @Override
    protected Plan newPlan(Slot slot, int variant) throws Exception {
      return plans.plan(slot, variant, methods);
    }

    @Override
    protected OptionalLong pagesTaken() {
      return OptionalLong.of(host.kernel().taken());
    }

    @Override
    protected boolean refuseLoads(boolean refuse) {
      host.kernel().setPermitted(!refuse);
      return true;
    }

    @Override
    protected boolean foreseesRefusals() {
      return true;
    }

    @Override
    protected void refuseLoadsLate(boolean refuse) {
      host.kernel().setShortOfMemory(refuse);
    }

    /** The kernel frees a crash image before it loads another one, and exchanges default images. */
    @Override
    protected boolean losesTheOldImage(Slot slot) {
      return slot == Slot.CRASH;
    }

    @Override
    protected boolean duringLoad(Slot slot, Action meanwhile) throws Exception {
      PreparedImage image = machine.prepare(newPlan(slot, 1));
      FakeKernel.Hold hold = host.kernel().holdNextLoad();
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try {
        Future<?> load =
            thread.submit(
                () -> {
                  machine.load(image);
                  return null;
                });
        hold.reached().await();
        try {
          meanwhile.run();
        } finally {
          hold.go().countDown();
        }
        load.get();
        machine.cleanup(image);
        return true;
      } finally {
        thread.shutdownNow();
      }
    }
  }

  @Nested
  class Segments extends Contract {
    Segments() {
      super(LoadMethod.SEGMENTS);
    }
  }

  @Nested
  class Files extends Contract {
    Files() {
      super(LoadMethod.FILES);
    }
  }

  @Nested
  class SegmentsThenFilesOnALockedKernel extends Contract {
    SegmentsThenFilesOnALockedKernel() {
      super(LoadMethod.SEGMENTS, LoadMethod.FILES);
    }

    @Override
    void arrange(FakeKernel kernel) {
      kernel.lock(true);
    }
  }

  @Nested
  class SegmentsThenFilesWithoutKexecLoad extends Contract {
    SegmentsThenFilesWithoutKexecLoad() {
      super(LoadMethod.SEGMENTS, LoadMethod.FILES);
    }

    @Override
    void arrange(FakeKernel kernel) {
      kernel.lackKexecLoad();
    }
  }

  @Nested
  class SegmentsOnArm64 extends Contract {
    SegmentsOnArm64() {
      super(KexecArchitecture.ARM64, LoadMethod.SEGMENTS);
    }
  }

  @Nested
  class FilesOnArm64 extends Contract {
    FilesOnArm64() {
      super(KexecArchitecture.ARM64, LoadMethod.FILES);
    }
  }

  @Nested
  class SegmentsOnArm extends Contract {
    SegmentsOnArm() {
      super(KexecArchitecture.ARM, LoadMethod.SEGMENTS);
    }
  }
}
