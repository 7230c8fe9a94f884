package kexec.linux.platform;

import java.util.Map;
import java.util.Optional;
import kexec.api.machine.MachineAbsence;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/**
 * Publishes whether a machine can work on this host: the condition that its components wait for, or
 * why it is not there.
 */
public final class MachinePresence implements AutoCloseable {

  private final ServiceRegistration<?> registration;

  /**
   * Publishes it.
   *
   * @param context the bundle's context
   * @param condition the id of the condition that the machine's components wait for
   * @param absence why the machine cannot work here, as {@link MachineAbsence#reason} tells it;
   *     nothing where it can
   * @param machine the properties of {@link kexec.api.machine.MachineService} that the machine has
   */
  public MachinePresence(
      BundleContext context,
      String condition,
      Optional<String> absence,
      Map<String, String> machine) {
    if (absence.isPresent()) {
      String reason = absence.get();
      MachineAbsence service = () -> reason;
      registration =
          context.registerService(
              MachineAbsence.class, service, FrameworkUtil.asDictionary(machine));
    } else {
      registration =
          context.registerService(
              Condition.class,
              Condition.INSTANCE,
              FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, condition)));
    }
  }

  /** Withdraws what was published. */
  @Override
  public void close() {
    registration.unregister();
  }
}
