package kexec.linux.security;

import java.util.OptionalLong;

/**
 * The limits on further loads (Linux, Documentation/admin-guide/sysctl/kernel.rst).
 *
 * @param disabled whether nothing can be loaded or unloaded until the next boot: {@code
 *     kexec_load_disabled}
 * @param crash how often a crash image can still be loaded: {@code kexec_load_limit_panic}; empty
 *     if unlimited
 * @param reboot how often another image can still be loaded: {@code kexec_load_limit_reboot}; empty
 *     if unlimited
 */
public record LoadLimits(boolean disabled, OptionalLong crash, OptionalLong reboot) {

  /** A kernel without limits. */
  public static final LoadLimits NONE =
      new LoadLimits(false, OptionalLong.empty(), OptionalLong.empty());
}
