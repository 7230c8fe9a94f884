package kexec.baremetal.internal.diagnosis;

import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.crash.CrashReader;
import kexec.linux.efi.EfiReader;
import kexec.linux.host.KernelConfigReader;
import kexec.linux.memory.MemoryReader;
import kexec.linux.security.SecurityReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the machine as it is now. */
final class FactsReader {

  private static final Logger LOG = LoggerFactory.getLogger(FactsReader.class);

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
        attempt(security::lockdown),
        attempt(() -> Optional.of(security.limits())),
        attempt(new EfiReader(root)::secureBoot),
        attempt(new KernelConfigReader(root)::read),
        attempt(crash::kexecLoaded),
        attempt(() -> Optional.of(crash.crashSize())).orElse(OptionalLong.empty()),
        attempt(() -> Optional.of(new LinuxTexts(root.resolve("/proc")).memoryMap())),
        attempt(() -> Optional.of(new MemoryReader(root).memInfo())));
  }

  private interface Reading<T> {
    Optional<T> read() throws KexecException;
  }

  private static <T> Optional<T> attempt(Reading<T> reading) {
    try {
      return reading.read();
    } catch (KexecException e) {
      // What cannot be read is a fact that is not known; the call that failed is what is told.
      LOG.debug("Not known while a refusal is explained: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
