package kexec.api.machine;

import kexec.api.plan.Plan;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An image that one machine has staged and checked, and that its receiver does not have yet.
 *
 * <p>Only the machine that prepared it can load it. It is used by one thread at a time.
 */
@ConsumerType
public interface PreparedImage {

  /**
   * Returns what was prepared.
   *
   * @return the plan
   */
  Plan plan();
}
