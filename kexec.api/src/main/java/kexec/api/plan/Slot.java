package kexec.api.plan;

import java.util.Locale;

/** Which of a receiver's two images is meant. */
public enum Slot {
  /** The image that is started on demand, in place of the running kernel. */
  DEFAULT,
  /** The image that is started when the running kernel crashes. */
  CRASH;

  /**
   * Returns the name that texts and JSON documents use.
   *
   * @return the name in lower case
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
