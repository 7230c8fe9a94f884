package kexec.api.simulate;

import org.osgi.annotation.versioning.ProviderType;

/** Makes simulated machines that nobody else sees. Safe for use by several threads. */
@ProviderType
public interface Simulator {

  /**
   * Makes a machine.
   *
   * @param shape what it is like
   * @return the machine, which takes memory until it is closed
   */
  SimulatedMachine create(MachineShape shape);
}
