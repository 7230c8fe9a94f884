package kexec.api.plan;

import java.util.Locale;

/** The form in which an image is passed to its receiver. */
public enum LoadMethod {
  /**
   * The plan's segments, which the receiver places at the addresses in the plan: Linux's {@code
   * kexec_load}, Xen's {@code KEXEC_CMD_kexec_load}.
   */
  SEGMENTS,
  /**
   * The kernel file, the initial RAM disk and the command line. The receiver checks signatures,
   * chooses the addresses and adds its own purgatory: Linux's {@code kexec_file_load}. The plan's
   * segments then only show what would otherwise be loaded.
   */
  FILES,
  /**
   * The plan's segments as a list of pages in the running system's own memory, each with its
   * destination. The receiver copies or moves them: what Linux keeps in its {@code struct kimage},
   * and what Xen's older {@code KEXEC_CMD_kexec_load_v1} accepts.
   */
  PAGE_LIST;

  /**
   * {@return the name used in texts, JSON documents and options: lower case, words joined by
   * hyphens}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
