package kexec.baremetal.internal.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.plan.LoadMethod;
import kexec.linux.LinuxRoot;
import kexec.linux.host.KernelConfig;
import kexec.linux.host.KernelConfigReader;
import kexec.linux.security.Lockdown;
import kexec.linux.security.SecurityReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways to load that the running kernel has. Segments come first: they are what a plan shows,
 * and what was checked of it. A locked kernel takes signed files only.
 */
final class WaysIn {

  private static final Logger LOG = LoggerFactory.getLogger(WaysIn.class);

  private final SecurityReader security;
  private final KernelConfigReader config;

  WaysIn(LinuxRoot root) {
    this.security = new SecurityReader(root);
    this.config = new KernelConfigReader(root);
  }

  List<LoadMethod> open() {
    List<LoadMethod> open = new ArrayList<>();
    Optional<KernelConfig> built = config();
    if (!isLocked() && mayHave(built, "KEXEC")) {
      open.add(LoadMethod.SEGMENTS);
    }
    if (mayHave(built, "KEXEC_FILE")) {
      open.add(LoadMethod.FILES);
    }
    // A kernel that has none is told by its own refusal, with what to do.
    return open.isEmpty() ? List.of(LoadMethod.SEGMENTS, LoadMethod.FILES) : List.copyOf(open);
  }

  private boolean isLocked() {
    try {
      return security.lockdown().filter(mode -> mode != Lockdown.NONE).isPresent();
    } catch (KexecException e) {
      LOG.debug("Whether the kernel is locked is not known: {}", e.getMessage());
      return false;
    }
  }

  private Optional<KernelConfig> config() {
    try {
      return config.read();
    } catch (KexecException e) {
      LOG.debug("How the kernel was built is not known: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean mayHave(Optional<KernelConfig> built, String option) {
    return built.flatMap(c -> c.isBuiltIn(option)).orElse(true);
  }
}
