package kexec.xen.internal.machine;

import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.RangeSet;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Slot;
import kexec.linux.host.HypervisorReader;
import kexec.linux.host.HypervisorVersion;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.diagnosis.Operation;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.memory.AssignedMemory;

/** The hypervisor's requirements on plans. */
final class XenRules {

  /** More than a kernel, its modules and additional segments: neighbours are joined. */
  static final int MAX_SEGMENTS = 32;

  /** Pages of a list are copied immediately, wherever they are. */
  static final MachineAddress SOURCE_LIMIT = new MachineAddress(1L << 46);

  /**
   * The plan's segments as a list of pages of dom0, each with its destination: what {@code
   * KEXEC_CMD_kexec_load_v1} accepts.
   */
  static final LoadMethod PAGE_LIST = new LoadMethod("page-list");

  /** Since this version the hypervisor accepts only segments. */
  private static final HypervisorVersion WITHOUT_LISTS = new HypervisorVersion(4, 23);

  private final XenHost host;

  XenRules(XenHost host) {
    this.host = host;
  }

  ReceiverRules read(MemoryMap memory) throws KexecException {
    return ReceiverRules.builder()
        .maxSegments(MAX_SEGMENTS)
        .methods(methods())
        .sourceLimit(SOURCE_LIMIT)
        .forbid(forbidden(Slot.DEFAULT, memory))
        .build();
  }

  /**
   * Finds the memory where an image would overlap the hypervisor's own allocations.
   *
   * @return for a default image, RAM without an owner, except the crash region, which is never
   *     allocated; for a crash image, empty
   */
  RangeSet<MachineAddress> forbidden(Slot slot, MemoryMap memory) throws KexecException {
    if (slot == Slot.CRASH) {
      return RangeSet.empty();
    }
    try {
      return memory
          .ram()
          .subtract(memory.crashReserve())
          .subtract(new AssignedMemory(host.hypervisor()).read());
    } catch (SystemCallException e) {
      throw Refusals.of(e, Operation.QUERY);
    }
  }

  private List<LoadMethod> methods() throws KexecException {
    List<LoadMethod> methods = new ArrayList<>(List.of(LoadMethod.SEGMENTS));
    if (new HypervisorReader(host.root())
        .version()
        .filter(version -> version.compareTo(WITHOUT_LISTS) < 0)
        .isPresent()) {
      methods.add(PAGE_LIST);
    }
    return methods;
  }
}
