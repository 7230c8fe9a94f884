package kexec.api.simulate;

import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import org.osgi.annotation.versioning.ProviderType;

/** A simulated machine of one's own. */
@ProviderType
public interface SimulatedMachine extends AutoCloseable {

  /**
   * Returns its memory.
   *
   * @return the memory
   */
  MemoryOps memory();

  /**
   * Returns its receiver.
   *
   * @return the receiver
   */
  MachineKexec machine();

  /** Throws the machine and all it holds away. */
  @Override
  void close();
}
