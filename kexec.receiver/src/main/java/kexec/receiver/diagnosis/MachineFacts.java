package kexec.receiver.diagnosis;

import static kexec.receiver.host.PolicyReader.attempt;

import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.crash.CrashReader;
import kexec.linux.host.HandoverReader;
import kexec.linux.host.HostReader;
import kexec.linux.memory.MemInfo;
import kexec.linux.memory.MemoryReader;
import kexec.linux.security.LoadLimits;
import kexec.linux.security.Privileges;
import kexec.linux.security.SecurityReader;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.Policy;
import kexec.receiver.host.PolicyReader;

/**
 * The machine at one moment. A value is empty where it is absent or cannot be read.
 *
 * @param architecture what its kexec requires
 * @param pageSize the size of its kernel's pages
 * @param privileges what the thread may do
 * @param initialUsers whether root's rights are those of the machine's root
 * @param policy what the kernel's policy says, and how the kernel was built
 * @param limits what may still be loaded
 * @param loaded whether the default slot has an image
 * @param crashSize the memory that is reserved for a crash kernel, in bytes
 * @param crashRegion where that memory is
 * @param amounts how much memory there is
 * @param liveUpdates whether a jump takes saved state with it
 */
record MachineFacts(
    KexecArchitecture architecture,
    PageSize pageSize,
    Optional<Privileges> privileges,
    Optional<Boolean> initialUsers,
    Policy policy,
    Optional<LoadLimits> limits,
    Optional<Boolean> loaded,
    OptionalLong crashSize,
    Optional<Range<MachineAddress>> crashRegion,
    Optional<MemInfo> amounts,
    boolean liveUpdates) {

  static MachineFacts read(LinuxRoot root, KexecArchitecture architecture, PolicyReader policy) {
    SecurityReader security = new SecurityReader(root);
    CrashReader crash = new CrashReader(root);
    LinuxTexts texts = new LinuxTexts(root.resolve("/proc"));
    return new MachineFacts(
        architecture,
        attempt(() -> Optional.of(new HostReader(root).pageSize(architecture.abi())))
            .orElse(PageSize.KIB_4),
        attempt(() -> Optional.of(security.privileges())),
        attempt(() -> Optional.of(security.isInitialUserNamespace())),
        policy.read(),
        attempt(() -> Optional.of(security.limits())),
        attempt(crash::kexecLoaded),
        attempt(() -> Optional.of(crash.crashSize())).orElse(OptionalLong.empty()),
        attempt(() -> Optional.of(texts.memoryMap())).flatMap(MemoryMap::crashRegion),
        attempt(() -> Optional.of(new MemoryReader(root).memInfo())),
        new HandoverReader(root).hasLiveUpdates());
  }

  /**
   * {@return whether the kernel was built with an option; empty where that is not known}
   *
   * @param option its name without {@code CONFIG_}
   */
  Optional<Boolean> isBuiltWith(String option) {
    return policy.config().flatMap(known -> known.isBuiltIn(option));
  }
}
