package kexec.linux.platform;

import java.util.Map;
import java.util.Optional;
import kexec.api.machine.MachineAbsence;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/**
 * Publishes whether a machine works on this host: the condition that its components wait for, or
 * the reason for its absence.
 */
public final class MachinePresence implements AutoCloseable {

  private final ServiceRegistration<?> registration;

  /**
   * Publishes the condition or the absence.
   *
   * @param context the bundle's context
   * @param condition the id of the condition that the machine's components wait for
   * @param absence why the machine does not work here; empty if it does
   * @param machine the machine's properties of {@link kexec.api.machine.MachineService}
   */
  public MachinePresence(
      BundleContext context,
      String condition,
      Optional<MachineAbsence> absence,
      Map<String, String> machine) {
    if (absence.isPresent()) {
      registration =
          context.registerService(
              MachineAbsence.class, absence.get(), FrameworkUtil.asDictionary(machine));
    } else {
      registration =
          context.registerService(
              Condition.class,
              Condition.INSTANCE,
              FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, condition)));
    }
  }

  /** Unregisters what was published. */
  @Override
  public void close() {
    registration.unregister();
  }
}
