package kexec.baremetal.internal.memory;

import kexec.api.fault.KexecException;
import kexec.api.machine.MachineProperties;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.RangeSet;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.pages.LockedPages;
import kexec.linux.pages.LockedSupply;
import kexec.linux.pages.ProcessMemory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * The memory of the running machine. Without a hypervisor in between, a physical address is the
 * machine's address, and the kernel's page frames are the machine's.
 *
 * <p>Linux's own kexec stages in pages of the kernel's, and needs none of those that are allocated
 * here. Safe for use by several threads.
 */
@Component(
    service = MemoryOps.class,
    property = {
      MachineProperties.MACHINE + "=" + LinuxHost.MACHINE,
      MachineProperties.ARCH + "=" + LinuxHost.ARCH,
      MachineProperties.FIRMWARE + "=" + LinuxHost.FIRMWARE
    })
@SatisfyingConditionTarget(LinuxHost.CONDITION)
public final class LinuxMemory extends ProcessMemory {

  private final HostMemoryMap map;
  private RangeSet<MachineAddress> ram = RangeSet.empty();

  /**
   * Makes the memory.
   *
   * @param host the running system
   */
  @Activate
  public LinuxMemory(@Reference LinuxHost host) {
    super(new LockedPages(new LockedSupply(host.root(), host::calls), frames -> frames));
    this.map = new HostMemoryMap(host.root());
  }

  @Override
  public MemoryMap memoryMap() throws KexecException {
    return map.read();
  }

  @Override
  protected MachineAddress machineOf(PhysicalAddress address) {
    MachineAddress same = new MachineAddress(address.value());
    requireRam(same);
    return same;
  }

  @Override
  protected PhysicalAddress physicalOf(MachineAddress address) {
    requireRam(address);
    return new PhysicalAddress(address.value());
  }

  private synchronized void requireRam(MachineAddress address) {
    if (ram.contains(address)) {
      return;
    }
    try {
      // Memory may have been plugged in since it was asked for last.
      ram = map.read().kernelRam();
    } catch (KexecException e) {
      throw new IllegalArgumentException("whether there is memory at " + address + " is hidden", e);
    }
    if (!ram.contains(address)) {
      throw new IllegalArgumentException("the running kernel has no memory at " + address);
    }
  }

  /** Gives all memory back, allocated or not. */
  @Deactivate
  public void close() {
    giveBackAll();
  }
}
