package kexec.api.machine;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells why a machine is not there, though its bundle is.
 *
 * <p>A bundle registers it instead of the machine's {@link MemoryOps} and {@link MachineKexec}
 * where this is not the host that the machine works on, or where something is missing that it works
 * with, such as a library or a permission, with the properties {@link MachineProperties#MACHINE},
 * {@link MachineProperties#ARCH} and {@link MachineProperties#FIRMWARE} that the machine would
 * have; and takes it back when the machine comes. The reason is told to users who list the backends
 * or ask for the machine. While a machine of the name is present, nobody asks for it.
 */
@ConsumerType
@FunctionalInterface
public interface MachineAbsence {

  /**
   * Returns why the machine is absent. Returns at once; may be called on any thread, and again.
   *
   * @return one sentence without a full stop: what is missing and, after that, what to do
   */
  String reason();
}
