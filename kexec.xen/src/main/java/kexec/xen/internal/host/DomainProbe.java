package kexec.xen.internal.host;

import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineAbsence;
import kexec.linux.LinuxRoot;
import kexec.linux.host.HypervisorReader;
import kexec.linux.host.HypervisorVersion;

/** Checks, without privileges, whether this is a dom0 whose hypervisor accepts images. */
public final class DomainProbe {

  /** The first version that reports whether an image is loaded. */
  static final HypervisorVersion FIRST = new HypervisorVersion(4, 9);

  private static final String TYPE = "xen";
  private static final String PARAVIRTUALIZED = "PV";

  private final HypervisorReader reader;

  /**
   * Creates a probe.
   *
   * @param root the system to check
   */
  public DomainProbe(LinuxRoot root) {
    this.reader = new HypervisorReader(root);
  }

  /** {@return the role of this kernel; unable if something cannot be read} */
  public Domain look() {
    try {
      return lookOrFail();
    } catch (KexecException e) {
      return unable(
          "what this kernel tells of its hypervisor cannot be understood: " + e.fault().cause(),
          e.fault().cure());
    }
  }

  private Domain lookOrFail() throws KexecException {
    Optional<String> type = reader.type();
    if (type.isEmpty()) {
      return unable(
          "no hypervisor is here (/sys/hypervisor/type is absent)",
          "On bare metal Linux itself takes images (machine linux); for Xen's kexec, start Linux as"
              + " its dom0.");
    }
    if (!type.get().equals(TYPE)) {
      return unable(
          "the hypervisor here is %s and not xen (/sys/hypervisor/type)".formatted(type.get()),
          "Linux itself may take images here (machine linux).");
    }
    if (!reader.isControlDomain()) {
      return ofDomU(reader.guestType().orElse(PARAVIRTUALIZED));
    }
    // Linux before 4.13 does not say, and dom0 was always paravirtualized.
    String guest = reader.guestType().orElse(PARAVIRTUALIZED);
    if (!guest.equals(PARAVIRTUALIZED)) {
      return unable(
          "this is a dom0 of type %s, which Xen gives no kexec hypercall".formatted(guest),
          "Start Xen without dom0=pvh to have a paravirtualized one.");
    }
    return ofVersion(reader.version());
  }

  private static Domain ofDomU(String guest) {
    return unable(
        "this is a domU of type %s, from which the hypervisor takes no images".formatted(guest),
        guest.equals(PARAVIRTUALIZED)
            ? "Start it with another kernel from dom0."
            : "Linux itself takes them here (machine linux).");
  }

  private static Domain ofVersion(Optional<HypervisorVersion> version) {
    if (version.isEmpty()) {
      return unable(
          "this kernel does not tell its hypervisor's version (/sys/hypervisor/version)",
          "Run a kernel for dom0 that has CONFIG_XEN_SYS_HYPERVISOR.");
    }
    if (version.get().compareTo(FIRST) < 0) {
      return unable(
          "Xen %s does not tell whether an image is loaded".formatted(version.get()),
          "Run Xen %s or later.".formatted(FIRST));
    }
    return new Domain.Dom0(version.get());
  }

  private static Domain unable(String reason, String cure) {
    return new Domain.Unable(MachineAbsence.of(reason, cure));
  }
}
