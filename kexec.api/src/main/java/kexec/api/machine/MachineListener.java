package kexec.api.machine;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told by machines when their memory or processors changed, so that images that describe them
 * can be made anew. Whoever keeps images registers it as a service; machines call every one that is
 * there.
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
