package kexec.xen.internal.host;

import java.util.Optional;
import kexec.api.fault.KexecException;
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
      return new Domain.Unable(
          "what this kernel tells of its hypervisor cannot be understood: " + e.fault().cause());
    }
  }

  private Domain lookOrFail() throws KexecException {
    Optional<String> type = reader.type();
    if (type.isEmpty()) {
      return new Domain.Unable(
          "no hypervisor is here (/sys/hypervisor/type is absent); on bare metal Linux itself takes"
              + " images");
    }
    if (!type.get().equals(TYPE)) {
      return new Domain.Unable(
          "the hypervisor here is %s and not xen (/sys/hypervisor/type)".formatted(type.get()));
    }
    if (!reader.isControlDomain()) {
      return new Domain.Unable(ofDomU(reader.guestType().orElse(PARAVIRTUALIZED)));
    }
    // Linux before 4.13 does not say, and dom0 was always paravirtualized.
    String guest = reader.guestType().orElse(PARAVIRTUALIZED);
    if (!guest.equals(PARAVIRTUALIZED)) {
      return new Domain.Unable(
          ("this is a dom0 of type %s, which Xen gives no kexec hypercall; start Xen without dom0=pvh"
                  + " to have a paravirtualized one")
              .formatted(guest));
    }
    return ofVersion(reader.version());
  }

  private static String ofDomU(String guest) {
    return "this is a domU of type %s, from which the hypervisor takes no images; %s"
        .formatted(
            guest,
            guest.equals(PARAVIRTUALIZED)
                ? "start it with another kernel from dom0"
                : "Linux itself takes them here (machine linux)");
  }

  private static Domain ofVersion(Optional<HypervisorVersion> version) {
    if (version.isEmpty()) {
      return new Domain.Unable("this kernel does not tell its hypervisor's version");
    }
    if (version.get().compareTo(FIRST) < 0) {
      return new Domain.Unable(
          "Xen %s does not tell whether an image is loaded; Xen %s and later do"
              .formatted(version.get(), FIRST));
    }
    return new Domain.Dom0(version.get());
  }
}
