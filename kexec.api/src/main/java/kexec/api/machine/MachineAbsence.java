package kexec.api.machine;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Explains why a machine is absent although its bundle is active.
 *
 * <p>A bundle registers it instead of the machine's {@link MemoryOps} and {@link MachineKexec} if
 * this is not the host that the machine works on, or if something that it needs is missing, such as
 * a library or a permission. Its service properties are the {@link MachineService#MACHINE}, {@link
 * MachineService#ARCH} and {@link MachineService#FIRMWARE} that the machine would have. The bundle
 * unregisters it when the machine appears. The reason is shown to users who list the backends or
 * ask for the machine. It is not used while a machine of the name is present.
 */
@ConsumerType
@FunctionalInterface
public interface MachineAbsence {

  /**
   * {@return why the machine is absent: one sentence without a full stop that gives what is missing
   * and then what to do} Returns at once. May be called on any thread, and repeatedly.
   */
  String reason();
}
