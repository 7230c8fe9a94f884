package kexec.api;

import org.osgi.annotation.versioning.ConsumerType;

/** Is told what happens. Register it as a service to be called. */
@ConsumerType
@FunctionalInterface
public interface KexecListener {

  /**
   * Called after something happened, on the thread that did it, which still has the slot: it should
   * return soon, and cannot load, unload or execute there. An unchecked exception of it is logged
   * and changes nothing.
   *
   * @param event what happened
   */
  void onEvent(KexecEvent event);
}
