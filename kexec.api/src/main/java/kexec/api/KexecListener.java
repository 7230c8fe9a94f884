package kexec.api;

import org.osgi.annotation.versioning.ConsumerType;

/** Receives events. Register it as a service to be called. */
@ConsumerType
@FunctionalInterface
public interface KexecListener {

  /**
   * Called after an event, on the thread that caused it, which still holds the slot. The listener
   * should return quickly and cannot load, unload or execute in that slot. An unchecked exception
   * is logged and otherwise ignored.
   *
   * @param event the event
   */
  void onEvent(KexecEvent event);
}
