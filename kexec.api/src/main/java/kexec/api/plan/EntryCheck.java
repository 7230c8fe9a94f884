package kexec.api.plan;

import java.util.Locale;

/**
 * Whether the segments are checked again right before the kernel is entered, and what happens if
 * they no longer match what was loaded.
 */
public enum EntryCheck {
  /** The segments are not checked. */
  NONE,
  /** On a mismatch the processor halts, so that the message on the console can be read. */
  HALT,
  /** On a mismatch the machine is reset after the message, so that it restarts by itself. */
  RESET;

  /** {@return the name used in texts, JSON documents and options: lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
