package kexec.baremetal.internal.diagnosis;

import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.memory.MemoryMap;
import kexec.baremetal.internal.host.Policy;
import kexec.linux.memory.MemInfo;
import kexec.linux.security.LoadLimits;
import kexec.linux.security.Privileges;

/**
 * The machine at one moment, as far as it lets itself be read. What is nothing could not be read or
 * is not there.
 *
 * @param privileges what the thread may do
 * @param initialUsers whether root's rights are those of the machine's root
 * @param policy what the kernel's policy says, and how it was built
 * @param limits what may still be loaded
 * @param loaded whether the default slot has an image
 * @param crashSize the memory that is reserved for a crash kernel, in bytes
 * @param memory where memory and the crash region are
 * @param amounts how much memory there is
 * @param liveUpdates whether a jump takes saved state with it
 */
record MachineFacts(
    Optional<Privileges> privileges,
    Optional<Boolean> initialUsers,
    Policy policy,
    Optional<LoadLimits> limits,
    Optional<Boolean> loaded,
    OptionalLong crashSize,
    Optional<MemoryMap> memory,
    Optional<MemInfo> amounts,
    boolean liveUpdates) {

  /**
   * Tells whether the kernel was built with something.
   *
   * @param option its name without {@code CONFIG_}
   * @return whether it was; nothing where that is not known
   */
  Optional<Boolean> isBuiltWith(String option) {
    return policy.config().flatMap(known -> known.isBuiltIn(option));
  }
}
