package kexec.linux.security;

import java.util.OptionalLong;

/**
 * What the kernel still lets be loaded (Linux, Documentation/admin-guide/sysctl/kernel.rst).
 *
 * @param disabled whether nothing can be loaded or unloaded until the next boot: {@code
 *     kexec_load_disabled}
 * @param crash how often a crash image can still be loaded: {@code kexec_load_limit_panic}; nothing
 *     where there is no limit
 * @param reboot how often another image can still be loaded: {@code kexec_load_limit_reboot};
 *     nothing where there is no limit
 */
public record LoadLimits(boolean disabled, OptionalLong crash, OptionalLong reboot) {

  /** A kernel that sets no limits. */
  public static final LoadLimits NONE =
      new LoadLimits(false, OptionalLong.empty(), OptionalLong.empty());
}
