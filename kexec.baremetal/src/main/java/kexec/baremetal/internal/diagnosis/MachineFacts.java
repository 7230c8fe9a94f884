package kexec.baremetal.internal.diagnosis;

import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.memory.MemoryMap;
import kexec.linux.host.KernelConfig;
import kexec.linux.memory.MemInfo;
import kexec.linux.security.LoadLimits;
import kexec.linux.security.Lockdown;
import kexec.linux.security.Privileges;

/**
 * The machine at one moment, as far as it lets itself be read. What is nothing could not be read or
 * is not there.
 *
 * @param privileges what the thread may do
 * @param initialUsers whether root's rights are those of the machine's root
 * @param lockdown how far the kernel is locked
 * @param limits what may still be loaded
 * @param secureBoot whether the firmware starts signed programs only
 * @param config how the kernel was built
 * @param loaded whether the default slot has an image
 * @param crashSize the memory that is reserved for a crash kernel, in bytes
 * @param memory where memory and the crash region are
 * @param amounts how much memory there is
 */
record MachineFacts(
    Optional<Privileges> privileges,
    Optional<Boolean> initialUsers,
    Optional<Lockdown> lockdown,
    Optional<LoadLimits> limits,
    Optional<Boolean> secureBoot,
    Optional<KernelConfig> config,
    Optional<Boolean> loaded,
    OptionalLong crashSize,
    Optional<MemoryMap> memory,
    Optional<MemInfo> amounts) {

  /**
   * Tells whether the kernel was built with something.
   *
   * @param option its name without {@code CONFIG_}
   * @return whether it was; nothing where that is not known
   */
  Optional<Boolean> isBuiltWith(String option) {
    return config.flatMap(known -> known.isBuiltIn(option));
  }
}
