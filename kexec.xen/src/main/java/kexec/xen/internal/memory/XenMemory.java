package kexec.xen.internal.memory;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineService;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PageSize;
import kexec.api.memory.PhysicalAddress;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.diagnosis.Operation;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.KexecOp;
import kexec.xen.internal.hypercall.MemoryOp;
import kexec.xen.internal.hypercall.XenE820Entry;
import kexec.xen.internal.pages.LockedPages;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * The memory of the machine under the hypervisor. What dom0's kernel calls physical addresses are
 * its own; images are placed in machine frames.
 *
 * <p>Pages are memory of this process, in dom0. Thread-safe.
 */
@Component(service = MemoryOps.class)
@MachineService(machine = XenHost.MACHINE, arch = XenHost.ARCH, firmware = XenHost.FIRMWARE)
@SatisfyingConditionTarget(XenHost.CONDITION)
public final class XenMemory implements MemoryOps {

  private static final PageSize PAGE = PageSize.KIB_4;

  private final XenHost host;
  private final LockedPages pages;

  /**
   * Creates the memory.
   *
   * @param host dom0 and its hypervisor
   */
  @Activate
  public XenMemory(@Reference XenHost host) {
    this.host = host;
    this.pages = new LockedPages(new XenSupply(host));
  }

  @Override
  public MemoryMap memoryMap() throws KexecException {
    try {
      List<XenE820Entry> entries = new MemoryOp(host.hypervisor()).machineMemoryMap();
      return XenMemoryMap.of(entries, new KexecOp(host.hypervisor()).crashRegion());
    } catch (SystemCallException e) {
      throw Refusals.of(e, Operation.QUERY);
    }
  }

  @Override
  public MachineAddress toMachine(PhysicalAddress address) throws KexecException {
    long[] frame = {address.value() >>> PAGE.shift()};
    long machine = new FrameTranslation(host.hypervisor()).machineFrames(frame)[0];
    return new Frame(machine).address(PAGE).plus(offset(address.value()));
  }

  @Override
  public Optional<PagePool> pages() {
    return Optional.of(pages);
  }

  private static long offset(long address) {
    return address & (PAGE.bytes() - 1);
  }

  /** Releases all memory, allocated or not. */
  @Deactivate
  public void close() {
    pages.close();
  }
}
