package kexec.sim.internal;

import java.nio.file.Path;
import java.util.List;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.api.simulate.MachineShape;
import kexec.api.simulate.SimulatedMachine;
import kexec.sim.internal.arm.Arm64EntryRunner;
import kexec.sim.internal.arm.ArmEntryRunner;
import kexec.sim.internal.fault.Faults;
import kexec.sim.internal.machine.SimMachine;
import kexec.sim.internal.memory.SimMemory;
import kexec.sim.internal.store.DirectoryStore;
import kexec.sim.internal.store.ImageStore;
import kexec.sim.internal.store.TransientStore;
import kexec.sim.internal.x86.X86EntryRunner;

/** An assembled simulated machine: its memory, its receiver, and the faults of both. */
public final class SimulatedHardware implements SimulatedMachine {

  /** The architecture of the kernels that it starts. */
  public static final String ARCH = "x86_64";

  /** What the machine runs under. */
  public static final String FIRMWARE = "sim";

  private final Faults faults;
  private final SimMemory memory;
  private final SimMachine machine;

  private SimulatedHardware(SimMemory memory, ImageStore store, String receiver, Faults faults) {
    this.faults = faults;
    this.memory = memory;
    this.machine =
        new SimMachine(
            receiver,
            memory,
            store,
            faults,
            List.of(new X86EntryRunner(), new Arm64EntryRunner(), new ArmEntryRunner()));
  }

  /** {@return a machine whose images are gone when it is closed} */
  static SimulatedHardware passing(String receiver, MachineShape shape, Faults faults) {
    SimMemory memory = new SimMemory(shape, faults);
    return new SimulatedHardware(memory, new TransientStore(memory.contents()), receiver, faults);
  }

  /**
   * {@return a machine whose images are kept in a directory}
   *
   * @param receiver the receiver's name
   * @param shape the machine's properties
   * @param faults the faults to inject
   * @param directory the directory, created at the first load
   */
  public static SimulatedHardware lasting(
      String receiver, MachineShape shape, Faults faults, Path directory) {
    SimMemory memory = new SimMemory(shape, faults);
    ImageStore store = new DirectoryStore(directory, memory.pageSize());
    return new SimulatedHardware(memory, store, receiver, faults);
  }

  Faults faults() {
    return faults;
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
  public void close() {
    machine.close();
  }
}
