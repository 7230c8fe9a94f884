package kexec.sim.internal.fault;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;

/** The injected faults that are enabled. Thread-safe. */
public final class Faults {

  private static final String CODE = "simulated-fault";
  private static final String CURE = "Take the step out of the machine's configuration.";

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
   * {@return the steps that are set to fail: an error for each without which there is no load, a
   * warning for the others}
   */
  public List<Finding> findings() {
    return on.stream().sorted().map(Faults::finding).toList();
  }

  private static Finding finding(FaultStep step) {
    String message = "the simulated machine was told to fail at the step " + step.label();
    return step.endsLoad()
        ? Finding.error(CODE, message, CURE)
        : Finding.warning(CODE, message, CURE);
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
              CODE,
              attempted,
              "the simulated machine was told to fail at the step " + step.label(),
              CURE));
    }
  }
}
