package kexec.api;

import org.osgi.annotation.versioning.ConsumerType;

/** Is told what happens. Register it as a service to be called. */
@ConsumerType
@FunctionalInterface
public interface KexecListener {

  /**
   * Called after something happened, on the thread that did it; it should return soon. What it
   * throws is logged and changes nothing.
   *
   * @param event what happened
   */
  void onEvent(KexecEvent event);
}
