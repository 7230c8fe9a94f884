package kexec.api.machine;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Notified by machines when their memory or processors changed, so that images that depend on them
 * can be rebuilt. Registered as a service by whoever keeps images; machines call every registered
 * listener.
 */
@ConsumerType
@FunctionalInterface
public interface MachineListener {

  /**
   * Called after a machine's memory or processors changed. Returns at once; may be called on any
   * thread.
   *
   * @param machine the machine's name
   */
  void onChange(String machine);
}
