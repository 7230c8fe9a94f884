package kexec.api.rehearse;

import java.util.Locale;

/**
 * How far an image came. Each rung includes those before it, except that a kernel that cannot be
 * observed closely enough may skip some.
 */
public enum Rung {
  /** Nothing is known to have happened: the image's first instruction was not reached. */
  NONE,
  /** The receiver's jump was taken: the processor reached the plan's entry. */
  JUMPED,
  /**
   * The kernel's first instruction was reached, with every segment intact and every register as
   * planned.
   */
  ENTERED,
  /** The kernel runs at the virtual addresses it was linked for, or was moved to. */
  RUNNING,
  /** The kernel has written its version to its log. */
  VERSION,
  /** The kernel has unpacked its initial RAM disk. */
  INITRD,
  /** The first program in user mode runs: init. */
  INIT,
  /** The marker was seen. */
  MARKER,
  /** The guest has switched itself off. */
  POWEROFF;

  /** {@return the name used in texts and JSON documents: lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
