package kexec.xen.internal.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.CrashNotes;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.linux.LinuxRoot;
import kexec.linux.crash.CrashReader;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.diagnosis.Operation;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.hypercall.KexecOp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hypervisor's crash notes: the processors' registers, the hypervisor's vmcoreinfo, and the
 * vmcoreinfo of dom0's kernel.
 */
final class XenCrashNotes {

  private static final Logger LOG = LoggerFactory.getLogger(XenCrashNotes.class);

  private final KexecOp kexec;
  private final CrashReader dom0;

  XenCrashNotes(KexecOp kexec, LinuxRoot root) {
    this.kexec = kexec;
    this.dom0 = new CrashReader(root);
  }

  CrashNotes read() throws KexecException {
    try {
      List<Range<MachineAddress>> notes = new ArrayList<>(kexec.allCpuNotes());
      ofDom0().ifPresent(notes::add);
      kexec.vmcoreinfo().ifPresent(notes::add);
      return new CrashNotes(notes, List.of(), Optional.empty(), Optional.empty());
    } catch (SystemCallException e) {
      throw Refusals.of(e, Operation.QUERY);
    }
  }

  /** A paravirtualized kernel reports a machine address there (Linux, arch/x86/xen/mmu_pv.c). */
  private Optional<Range<MachineAddress>> ofDom0() {
    try {
      Optional<Range<PhysicalAddress>> told = dom0.vmcoreinfo();
      return told.map(range -> Range.machine(range.start().value(), range.end().value()));
    } catch (KexecException e) {
      LOG.warn("A dump will not describe dom0's kernel: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
