package kexec.api.plan;

import java.util.Locale;

/** Selects one of a receiver's two images. */
public enum Slot {
  /** The image that is started on demand, in place of the running kernel. */
  DEFAULT,
  /** The image that is started when the running kernel crashes. */
  CRASH;

  /** {@return the name used in texts and JSON documents: lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
