package kexec.sim.internal.fault;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;

/** The injected faults that are enabled. Thread-safe. */
public final class Faults {

  private volatile Set<FaultStep> on = Set.of();

  /**
   * Enables faults, and disables all others.
   *
   * @param steps the steps that fail from now on
   */
  public void set(Collection<FaultStep> steps) {
    EnumSet<FaultStep> copy = EnumSet.noneOf(FaultStep.class);
    copy.addAll(steps);
    on = copy;
  }

  /**
   * {@return whether a step fails}
   *
   * @param step the step
   */
  public boolean isOn(FaultStep step) {
    return on.contains(step);
  }

  /**
   * Throws if a step is set to fail.
   *
   * @param step the step about to be executed
   * @param attempted the operation that the step belongs to
   * @throws KexecException if the step is set to fail
   */
  public void pass(FaultStep step, String attempted) throws KexecException {
    if (isOn(step)) {
      throw new KexecException(
          new Fault(
              "simulated-fault",
              attempted,
              "the simulated machine was told to fail at the step " + step.label(),
              "Take the step out of the machine's configuration."));
    }
  }
}
