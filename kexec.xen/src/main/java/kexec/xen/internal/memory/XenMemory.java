package kexec.xen.internal.memory;

import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineProperties;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PageSize;
import kexec.api.memory.PhysicalAddress;
import kexec.linux.pages.LockedPages;
import kexec.linux.pages.ProcessMemory;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.diagnosis.Operation;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.KexecOp;
import kexec.xen.internal.hypercall.MemoryOp;
import kexec.xen.internal.hypercall.XenE820Entry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * The memory of the machine below the hypervisor. What dom0's kernel calls physical are numbers of
 * its own; images lie in machine frames.
 *
 * <p>Pages are memory of this process, in dom0. No place in machine memory can be written at once:
 * the crash region is out of dom0's reach, and all else is moved at the jump. Safe for use by
 * several threads.
 */
@Component(
    service = MemoryOps.class,
    property = {
      MachineProperties.MACHINE + "=" + XenHost.MACHINE,
      MachineProperties.ARCH + "=" + XenHost.ARCH,
      MachineProperties.FIRMWARE + "=" + XenHost.FIRMWARE
    })
@SatisfyingConditionTarget(XenHost.CONDITION)
public final class XenMemory extends ProcessMemory {

  private static final PageSize PAGE = PageSize.KIB_4;

  private final XenHost host;

  /**
   * Makes the memory.
   *
   * @param host dom0 and its hypervisor
   */
  @Activate
  public XenMemory(@Reference XenHost host) {
    super(
        new LockedPages(
            new XenSupply(host),
            frames -> new FrameTranslation(host.hypervisor()).machineFrames(frames)));
    this.host = host;
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
  protected MachineAddress machineOf(PhysicalAddress address) {
    try {
      long[] frame = {address.value() >>> PAGE.shift()};
      long machine = new FrameTranslation(host.hypervisor()).machineFrames(frame)[0];
      return new Frame(machine).address(PAGE).plus(offset(address.value()));
    } catch (KexecException e) {
      throw new IllegalArgumentException("dom0's kernel has no memory at " + address, e);
    }
  }

  @Override
  protected PhysicalAddress physicalOf(MachineAddress address) {
    try {
      long machine = address.value() >>> PAGE.shift();
      long frame = new MachineToPhysical(host.hypervisor()).frameOf(machine);
      if (frame != MachineToPhysical.NOBODYS
          && new FrameTranslation(host.hypervisor()).isOwn(machine)) {
        return new PhysicalAddress((frame << PAGE.shift()) + offset(address.value()));
      }
    } catch (KexecException | SystemCallException e) {
      throw new IllegalArgumentException("whether dom0 has memory at " + address + " is hidden", e);
    }
    throw new IllegalArgumentException("dom0 has no memory at " + address);
  }

  private static long offset(long address) {
    return address & (PAGE.bytes() - 1);
  }

  /** Gives all memory back, allocated or not. */
  @Deactivate
  public void close() {
    giveBackAll();
  }
}
