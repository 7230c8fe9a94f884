package kexec.api.rehearse;

import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import org.osgi.annotation.versioning.ConsumerType;

/** Rehearses a plan right before it is loaded, such as with a {@link Rehearsal}. */
@ConsumerType
@FunctionalInterface
public interface Rehearser {

  /**
   * Rehearses a plan.
   *
   * @param plan the very plan that is loaded if its rehearsal succeeds
   * @return what happened; the plan is loaded only if {@link RehearsalReport#succeeded}
   * @throws KexecException if it cannot be rehearsed; it is not loaded then
   */
  RehearsalReport rehearse(Plan plan) throws KexecException;
}
