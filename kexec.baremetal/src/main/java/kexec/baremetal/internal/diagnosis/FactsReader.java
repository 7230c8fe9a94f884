package kexec.baremetal.internal.diagnosis;

import static kexec.baremetal.internal.host.PolicyReader.attempt;

import java.util.Optional;
import java.util.OptionalLong;
import kexec.baremetal.internal.host.PolicyReader;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.crash.CrashReader;
import kexec.linux.host.HandoverReader;
import kexec.linux.memory.MemoryReader;
import kexec.linux.security.SecurityReader;

/** Reads the machine as it is now; what cannot be read is not known. */
final class FactsReader {

  private final LinuxRoot root;

  FactsReader(LinuxRoot root) {
    this.root = root;
  }

  MachineFacts read() {
    SecurityReader security = new SecurityReader(root);
    CrashReader crash = new CrashReader(root);
    return new MachineFacts(
        attempt(() -> Optional.of(security.privileges())),
        attempt(() -> Optional.of(security.isInitialUserNamespace())),
        new PolicyReader(root).read(),
        attempt(() -> Optional.of(security.limits())),
        attempt(crash::kexecLoaded),
        attempt(() -> Optional.of(crash.crashSize())).orElse(OptionalLong.empty()),
        attempt(() -> Optional.of(new LinuxTexts(root.resolve("/proc")).memoryMap())),
        attempt(() -> Optional.of(new MemoryReader(root).memInfo())),
        new HandoverReader(root).hasLiveUpdates());
  }
}
