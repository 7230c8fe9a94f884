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
  FILES,
  /**
   * The plan's segments as a list of pages that lie in the running system's own memory, each with
   * its destination; the receiver copies or moves them: what Linux keeps in its {@code struct
   * kimage}, and what Xen's older {@code KEXEC_CMD_kexec_load_v1} takes.
   */
  PAGE_LIST;

  /**
   * Returns the name that texts, JSON documents and options use.
   *
   * @return the name in lower case, its words joined by hyphens
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
