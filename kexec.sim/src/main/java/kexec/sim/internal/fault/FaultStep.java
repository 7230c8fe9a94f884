package kexec.sim.internal.fault;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The faults that can be injected into a simulated machine. */
public enum FaultStep {
  /** Reading the rules fails. */
  RULES,
  /** Preparing an image fails. */
  PREPARE,
  /** Allocating a page fails. */
  ALLOCATE,
  /** Writing a page fails. */
  WRITE,
  /** The receiver refuses a prepared image. */
  LOAD,
  /** The receiver fails halfway through an image; a crash slot is empty afterwards. */
  COMMIT,
  /** The receiver refuses to unload an image. */
  UNLOAD,
  /** The running system does not shut down. */
  SHUTDOWN,
  /** The receiver refuses to start an image. */
  EXECUTE,
  /** The receiver does not report its status. */
  STATUS,
  /** A bit of a loaded image is flipped before it is started; a check fails. */
  FLIP_BYTE,
  /** The zeros after a segment's content are omitted; a check fails. */
  DROP_ZERO_FILL,
  /** The jump goes to a place other than the entry; a check fails. */
  WRONG_ENTRY;

  /** {@return the name by which the step is configured: in lower case, words joined by hyphens} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return whether no image can be loaded while this step fails} */
  boolean endsLoad() {
    return switch (this) {
      case RULES, PREPARE, ALLOCATE, WRITE, LOAD, COMMIT -> true;
      case UNLOAD, SHUTDOWN, EXECUTE, STATUS, FLIP_BYTE, DROP_ZERO_FILL, WRONG_ENTRY -> false;
    };
  }

  /**
   * {@return the step with a configured name, or empty if there is none}
   *
   * @param label the configured name
   */
  public static Optional<FaultStep> named(String label) {
    return Arrays.stream(values()).filter(step -> step.label().equals(label)).findFirst();
  }
}
