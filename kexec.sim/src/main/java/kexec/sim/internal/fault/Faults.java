package kexec.sim.internal.fault;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;

/** The faults that are switched on. Safe for use by several threads. */
public final class Faults {

  private volatile Set<FaultStep> on = Set.of();

  /**
   * Switches faults on, and all others off.
   *
   * @param steps what is to fail from now on
   */
  public void set(Collection<FaultStep> steps) {
    EnumSet<FaultStep> copy = EnumSet.noneOf(FaultStep.class);
    copy.addAll(steps);
    on = copy;
  }

  /**
   * Tells whether a step is to fail.
   *
   * @param step the step
   * @return whether it is
   */
  public boolean isOn(FaultStep step) {
    return on.contains(step);
  }

  /**
   * Fails where a step is to fail.
   *
   * @param step the step that is about to be taken
   * @param attempted what the step belongs to
   * @throws KexecException if it is to fail
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
