package kexec.api.simulate;

import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import org.osgi.annotation.versioning.ProviderType;

/** A private simulated machine. */
@ProviderType
public interface SimulatedMachine extends AutoCloseable {

  /** {@return its memory} */
  MemoryOps memory();

  /** {@return its receiver} */
  MachineKexec machine();

  /** Discards the machine and everything it holds. */
  @Override
  void close();
}
