package kexec.sim.internal.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.PreparedImage;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.simulate.MachineShape;
import kexec.sim.internal.SimPlans;
import kexec.sim.internal.fault.FaultStep;
import kexec.sim.internal.fault.Faults;
import kexec.sim.internal.memory.SimMemory;
import kexec.sim.internal.store.DirectoryStore;
import kexec.sim.internal.store.ImageStore;
import kexec.sim.internal.store.TransientStore;
import kexec.sim.internal.x86.X86EntryRunner;
import kexec.tck.machine.MachineKexecContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class SimMachineContractTest {

  private abstract static class Contract extends MachineKexecContract {

    private final MachineShape shape;
    private final boolean lasting;
    private final Faults faults = new Faults();
    private SimMemory memory;
    private BlockingStore store;
    private SimMachine machine;

    @TempDir private Path state;

    Contract(boolean scrambled, boolean staged, boolean awkward, boolean lasting) {
      this.shape = new MachineShape(SimPlans.MAP, scrambled, staged, awkward, 3);
      this.lasting = lasting;
    }

    @Override
    protected MachineKexec newMachine() {
      memory = new SimMemory(shape, faults);
      store = new BlockingStore(storeFor(memory));
      machine = new SimMachine("sim/test", memory, store, faults, List.of(new X86EntryRunner()));
      return machine;
    }

    private ImageStore storeFor(SimMemory of) {
      return lasting ? new DirectoryStore(state, of.pageSize()) : new TransientStore(of.contents());
    }

    @Override
    protected Optional<MachineKexec> another() {
      if (!lasting) {
        return Optional.empty();
      }
      SimMemory other = new SimMemory(shape, faults);
      return Optional.of(
          new SimMachine(
              "sim/test", other, storeFor(other), faults, List.of(new X86EntryRunner())));
    }

    @Override
    protected Plan newPlan(Slot slot, int variant) {
      return SimPlans.plan(slot, variant);
    }

    @Override
    protected boolean executesAndReturns() {
      return true;
    }

    @Override
    protected OptionalLong pagesTaken() {
      return OptionalLong.of(memory.allocatedPages());
    }

    @Override
    protected boolean refuseLoads(boolean refuse) {
      faults.set(refuse ? Set.of(FaultStep.LOAD) : Set.of());
      return true;
    }

    @Override
    protected boolean foreseesRefusals() {
      return true;
    }

    @Override
    protected void refuseLoadsLate(boolean refuse) {
      faults.set(refuse ? Set.of(FaultStep.COMMIT) : Set.of());
    }

    @Override
    protected boolean losesTheOldImage(Slot slot) {
      return slot == Slot.CRASH;
    }

    @Override
    protected boolean duringLoad(Slot slot, Action meanwhile) throws Exception {
      PreparedImage image = machine.prepare(newPlan(slot, 1));
      BlockingStore.Gate gate = store.holdNextPut();
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try {
        Future<?> load =
            thread.submit(
                () -> {
                  machine.load(image);
                  return null;
                });
        gate.reached().await();
        try {
          meanwhile.run();
        } finally {
          gate.open().countDown();
        }
        load.get();
        return true;
      } finally {
        thread.shutdownNow();
      }
    }
  }

  @Nested
  class Plain extends Contract {
    Plain() {
      super(false, false, false, false);
    }
  }

  @Nested
  class Scrambled extends Contract {
    Scrambled() {
      super(true, false, false, false);
    }
  }

  @Nested
  class StagedCrash extends Contract {
    StagedCrash() {
      super(false, true, false, false);
    }
  }

  @Nested
  class Awkward extends Contract {
    Awkward() {
      super(false, false, true, false);
    }
  }

  @Nested
  class AllAtOnce extends Contract {
    AllAtOnce() {
      super(true, true, true, false);
    }
  }

  @Nested
  class Lasting extends Contract {
    Lasting() {
      super(false, false, false, true);
    }
  }

  @Nested
  class LastingAllAtOnce extends Contract {
    LastingAllAtOnce() {
      super(true, true, true, true);
    }
  }
}
