package kexec.api.plan;

import java.util.Locale;

/** What of an image is handed to its receiver. */
public enum LoadMethod {
  /**
   * The plan's segments, which the receiver puts where the plan says: Linux's {@code kexec_load},
   * Xen's {@code KEXEC_CMD_kexec_load}.
   */
  SEGMENTS,
  /**
   * The kernel file, the initial RAM disk and the command line; the receiver checks signatures,
   * chooses the places and adds its own purgatory: Linux's {@code kexec_file_load}. The segments of
   * the plan then only show what it would be otherwise.
   */
  FILES;

  /**
   * Returns the name that texts, JSON documents and options use.
   *
   * @return the name in lower case
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
