package kexec.api.plan;

import java.util.Locale;

/**
 * Whether the segments are checked once more right before the kernel is entered, and what is done
 * with a kernel that is no longer as it was loaded.
 */
public enum EntryCheck {
  /** They are not checked. */
  NONE,
  /** The processor stops, so that the message on the console can be read. */
  HALT,
  /** The machine is reset after the message, so that it comes back by itself. */
  RESET;

  /**
   * Returns the name that texts, JSON documents and options use.
   *
   * @return the name in lower case
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
