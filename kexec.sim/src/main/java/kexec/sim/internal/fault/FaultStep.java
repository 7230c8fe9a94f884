package kexec.sim.internal.fault;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a simulated machine can be told to do wrong. */
public enum FaultStep {
  /** Telling the rules fails. */
  RULES,
  /** Preparing an image fails. */
  PREPARE,
  /** Allocating a page fails. */
  ALLOCATE,
  /** Writing a page fails. */
  WRITE,
  /** The receiver refuses a prepared image. */
  LOAD,
  /** The receiver fails when it has taken half of an image; a crash slot is empty then. */
  COMMIT,
  /** The receiver refuses to give an image up. */
  UNLOAD,
  /** The running system does not come to rest. */
  SHUTDOWN,
  /** The receiver refuses to start an image. */
  EXECUTE,
  /** The receiver does not tell what it holds. */
  STATUS,
  /** A bit of a loaded image is flipped before it is started; a check fails. */
  FLIP_BYTE,
  /** The zeros behind a segment's content are left out; a check fails. */
  DROP_ZERO_FILL,
  /** The jump goes to a place other than the entry; a check fails. */
  WRONG_ENTRY;

  /**
   * Returns the name by which the step is configured.
   *
   * @return the name in lower case, its words joined by hyphens
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Finds a step by its name.
   *
   * @param label the configured name
   * @return the step, or nothing where none has the name
   */
  public static Optional<FaultStep> named(String label) {
    return Arrays.stream(values()).filter(step -> step.label().equals(label)).findFirst();
  }
}
