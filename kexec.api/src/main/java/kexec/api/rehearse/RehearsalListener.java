package kexec.api.rehearse;

import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;

/** Receives the progress of a rehearsal. An unchecked exception is logged and otherwise ignored. */
@ConsumerType
public interface RehearsalListener {

  /** Ignores everything. */
  RehearsalListener NONE = new RehearsalListener() {};

  /**
   * Called when the next step begins.
   *
   * @param what the step, as a gerund
   */
  default void step(String what) {}

  /**
   * Called when the image has come one rung further.
   *
   * @param rung the rung
   * @param after the time since the jump
   */
  default void reached(Rung rung, Duration after) {}

  /**
   * Called when the guest has written to its serial console.
   *
   * @param bytes what it wrote, as it wrote it
   */
  default void console(byte[] bytes) {}
}
