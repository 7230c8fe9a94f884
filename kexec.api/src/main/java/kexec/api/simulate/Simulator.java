package kexec.api.simulate;

import org.osgi.annotation.versioning.ProviderType;

/** Creates simulated machines that are private to the caller. Thread-safe. */
@ProviderType
public interface Simulator {

  /**
   * Creates a machine.
   *
   * @param shape its properties
   * @return the machine, which occupies memory until it is closed
   */
  SimulatedMachine create(MachineShape shape);
}
