package kexec.xen.internal.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Slot;
import kexec.api.text.Size;
import kexec.linux.host.HypervisorReader;
import kexec.linux.platform.JumpDevices;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.diagnosis.Operation;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.KexecOp;

/** What keeps the hypervisor from taking an image now. Asks it, and loads nothing. */
final class XenObstacles {

  private final XenHost host;

  XenObstacles(XenHost host) {
    this.host = host;
  }

  List<Finding> of(Slot slot) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(Finding.of(this::version));
    findings.addAll(hypervisor(slot));
    JumpDevices devices = new JumpDevices(host.root());
    findings.addAll(Finding.of(() -> devices.drivers(slot)));
    findings.addAll(Finding.of(() -> devices.watchdogs(slot)));
    return findings;
  }

  private List<Finding> version() throws KexecException {
    return new HypervisorReader(host.root())
            .version()
            .map(version -> Finding.info("hypervisor", "this is dom0 of Xen " + version))
            .stream()
            .toList();
  }

  /** A load needs the same device and the same permission as this question. */
  private List<Finding> hypervisor(Slot slot) {
    try {
      Optional<Range<MachineAddress>> region = region();
      List<Finding> findings = new ArrayList<>();
      findings.add(
          Finding.info("hypervisor-answers", "the hypervisor lets this domain load images"));
      if (slot == Slot.CRASH) {
        findings.add(region.map(XenObstacles::reserved).orElseGet(XenObstacles::missing));
      }
      return findings;
    } catch (KexecException e) {
      Fault fault = e.fault();
      return List.of(Finding.error(fault.code(), fault.cause(), fault.cure()));
    }
  }

  private Optional<Range<MachineAddress>> region() throws KexecException {
    try {
      return new KexecOp(host.hypervisor()).crashRegion();
    } catch (SystemCallException e) {
      throw Refusals.of(e, Operation.QUERY);
    }
  }

  private static Finding reserved(Range<MachineAddress> region) {
    return Finding.info(
        "crash-region",
        "the hypervisor reserves %s for a crash kernel, %s"
            .formatted(Size.both(region.size()), region));
  }

  private static Finding missing() {
    return Finding.error(
        "crash-region-missing",
        "the hypervisor reserves no memory for a crash kernel",
        "Start the hypervisor with crashkernel=SIZE on its own command line, such as"
            + " crashkernel=256M; that of dom0 does not count.");
  }
}
