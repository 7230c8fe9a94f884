package kexec.xen.internal.watch;

import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.linux.sys.SystemCallException;
import kexec.linux.watch.Hardware;
import kexec.linux.watch.HardwareSource;
import kexec.xen.internal.diagnosis.Operation;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.KexecOp;

/**
 * The hardware that the hypervisor's crash images describe: its processors, each of which has its
 * own notes once it was present, and the machine's memory. The hypervisor does not update a loaded
 * image. Thread-safe.
 */
public final class XenHardware implements HardwareSource {

  private final XenHost host;
  private final MemoryOps memory;

  /**
   * Creates a reader.
   *
   * @param host dom0 and its hypervisor
   * @param memory the machine's memory
   */
  public XenHardware(XenHost host, MemoryOps memory) {
    this.host = host;
    this.memory = memory;
  }

  @Override
  public Hardware read() throws KexecException {
    MemoryMap map = memory.memoryMap();
    return new Hardware(notes().toString(), map.ram() + " " + map.crashReserve());
  }

  private List<Range<MachineAddress>> notes() throws KexecException {
    try {
      return new KexecOp(host.hypervisor()).allCpuNotes();
    } catch (SystemCallException e) {
      throw Refusals.of(e, Operation.QUERY);
    }
  }
}
