package kexec.receiver.host;

import java.nio.file.Files;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineAbsence;
import kexec.linux.LinuxRoot;
import kexec.linux.crash.CrashReader;
import kexec.linux.host.HypervisorReader;
import kexec.linux.host.KernelConfig;
import kexec.linux.host.KernelConfigReader;
import kexec.linux.sys.LinuxAbi;

/** Finds out, without privileges, whether the running system is a Linux that has kexec. */
public final class LinuxProbe {

  private final LinuxRoot root;
  private final Properties platform;
  private final KexecArchitecture architecture;

  /**
   * Creates a probe.
   *
   * @param root the system to look at
   * @param platform the Java platform's system properties
   * @param architecture the machine's architecture
   */
  public LinuxProbe(LinuxRoot root, Properties platform, KexecArchitecture architecture) {
    this.root = root;
    this.platform = platform;
    this.architecture = architecture;
  }

  /**
   * {@return why Linux takes no images here; empty where it does, or where nothing speaks against
   * it}
   */
  public Optional<MachineAbsence> absence() {
    String system = platform.getProperty("os.name", "unknown");
    if (!system.equals("Linux")) {
      return absent("this system is " + system + " and not Linux", "Run jkexec on Linux.");
    }
    String processor = platform.getProperty("os.arch", "unknown");
    if (!LinuxAbi.ofJava(processor).equals(Optional.of(architecture.abi()))) {
      String label = architecture.architecture().label();
      return absent(
          "Java runs on %s here, and this machine is for %s".formatted(processor, label),
          "Run jkexec with a Java for %s, on a kernel for it.".formatted(label));
    }
    try {
      return byHypervisor().or(this::byKernel);
    } catch (KexecException e) {
      return absent(
          "what this kernel tells of its hypervisor cannot be understood: " + e.fault().cause(),
          e.fault().cure());
    }
  }

  /** A jump works from a domain whose page tables and interrupts are like a real machine's. */
  private Optional<MachineAbsence> byHypervisor() throws KexecException {
    HypervisorReader hypervisor = new HypervisorReader(root);
    if (!hypervisor.type().equals(Optional.of("xen"))) {
      return Optional.empty();
    }
    if (hypervisor.isControlDomain()) {
      return absent(
          "this is dom0 of Xen, where the hypervisor takes images and not Linux",
          "Load them there (machine xen).");
    }
    return switch (hypervisor.guestType().orElse("")) {
      case "HVM", "PVH" -> Optional.empty();
      case "PV" ->
          absent(
              "this is a paravirtualized domain of Xen, in which Linux has no kexec",
              "Run it as HVM or PVH, or start it with another kernel from dom0.");
      default ->
          absent(
              "this kernel does not tell how Xen runs it (/sys/hypervisor/guest_type)",
              "Run Linux 4.13 or later.");
    };
  }

  private Optional<MachineAbsence> byKernel() {
    return hasKexec()
        ? Optional.empty()
        : absent(
            "the running kernel was built without kexec (CONFIG_KEXEC and CONFIG_KEXEC_FILE)",
            "Run one that has it, as distributions' kernels do.");
  }

  private static Optional<MachineAbsence> absent(String reason, String cure) {
    return Optional.of(MachineAbsence.of(reason, cure));
  }

  private boolean hasKexec() {
    try {
      if (new CrashReader(root).kexecLoaded().isPresent()) {
        return true;
      }
      Optional<KernelConfig> config = new KernelConfigReader(root).read();
      if (config.isPresent()) {
        return Stream.of("KEXEC", "KEXEC_FILE")
            .anyMatch(option -> config.get().isBuiltIn(option).orElse(false));
      }
    } catch (KexecException e) {
      // What cannot be read does not speak against it; a refused call tells more.
      return true;
    }
    // A kernel with kexec shows its files wherever it shows anything.
    return !Files.isDirectory(root.resolve("/sys/kernel"));
  }
}
