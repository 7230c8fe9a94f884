package kexec.sim.internal.memory;

import kexec.api.machine.MemoryOps;
import kexec.api.memory.MachineAddress;
import kexec.api.simulate.MachineShape;
import kexec.sim.internal.SimPlans;
import kexec.sim.internal.fault.Faults;
import kexec.tck.machine.PagePoolContract;
import org.junit.jupiter.api.Nested;

class SimMemoryContractTest {

  private static MachineShape shape(boolean scrambled, boolean staged, boolean awkward) {
    return new MachineShape(SimPlans.MAP, scrambled, staged, awkward, 7);
  }

  @Nested
  class TopDown extends PagePoolContract {
    @Override
    protected MemoryOps newMemory() {
      return new SimMemory(shape(false, false, false), new Faults());
    }

    @Override
    protected MachineAddress limit() {
      return new MachineAddress(0x300000);
    }
  }

  @Nested
  class BottomUp extends PagePoolContract {
    @Override
    protected MemoryOps newMemory() {
      return new SimMemory(shape(false, false, false), AllocationMode.BOTTOM_UP, new Faults());
    }
  }

  @Nested
  class Fragmented extends PagePoolContract {
    @Override
    protected MemoryOps newMemory() {
      return new SimMemory(shape(false, false, false), AllocationMode.FRAGMENTED, new Faults());
    }

    @Override
    protected MachineAddress limit() {
      return new MachineAddress(0x1000000);
    }
  }

  @Nested
  class Scrambled extends PagePoolContract {
    @Override
    protected MemoryOps newMemory() {
      return new SimMemory(shape(true, false, false), new Faults());
    }
  }

  @Nested
  class ScrambledAndAiming extends PagePoolContract {
    @Override
    protected MemoryOps newMemory() {
      return new SimMemory(shape(true, true, false), AllocationMode.TOP_DOWN, new Faults());
    }

    @Override
    protected MachineAddress limit() {
      return new MachineAddress(0x500000);
    }
  }

  @Nested
  class AllAtOnce extends PagePoolContract {
    @Override
    protected MemoryOps newMemory() {
      return new SimMemory(shape(true, true, true), new Faults());
    }

    @Override
    protected MachineAddress limit() {
      return new MachineAddress(0x2000000);
    }
  }
}
