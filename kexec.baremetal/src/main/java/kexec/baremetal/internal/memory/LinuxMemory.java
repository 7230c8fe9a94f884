package kexec.baremetal.internal.memory;

import java.nio.ByteBuffer;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineProperties;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.Page;
import kexec.api.machine.WriteAccess;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PageSize;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.memory.VirtualAddress;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.pages.LockedPages;
import kexec.linux.pages.LockedSupply;
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
      MachineProperties.ARCH + "=x86_64",
      MachineProperties.FIRMWARE + "=none"
    })
@SatisfyingConditionTarget(LinuxHost.CONDITION)
public final class LinuxMemory implements MemoryOps {

  private final HostMemoryMap map;
  private final LockedPages pages;
  private RangeSet<MachineAddress> ram = RangeSet.empty();

  /**
   * Makes the memory.
   *
   * @param host the running system
   */
  @Activate
  public LinuxMemory(@Reference LinuxHost host) {
    this.map = new HostMemoryMap(host.root());
    this.pages = new LockedPages(new LockedSupply(host.root(), host::calls), frames -> frames);
  }

  @Override
  public PageSize pageSize() {
    return PageSize.KIB_4;
  }

  @Override
  public MemoryMap memoryMap() throws KexecException {
    return map.read();
  }

  @Override
  public Page allocate(int order, MachineAddress limit) throws KexecException {
    return pages.allocate(order, limit);
  }

  @Override
  public void free(Page page) {
    pages.free(page);
  }

  @Override
  public Frame frame(Page page) {
    return pages.frame(page);
  }

  @Override
  public Optional<Page> page(Frame frame) {
    return pages.page(frame);
  }

  @Override
  public PhysicalAddress toPhysical(VirtualAddress address) {
    return pages.toPhysical(address);
  }

  @Override
  public VirtualAddress toVirtual(PhysicalAddress address) {
    return pages.toVirtual(address);
  }

  @Override
  public synchronized MachineAddress toMachine(PhysicalAddress address) {
    MachineAddress same = new MachineAddress(address.value());
    requireRam(same);
    return same;
  }

  @Override
  public synchronized PhysicalAddress toPhysical(MachineAddress address) {
    requireRam(address);
    return new PhysicalAddress(address.value());
  }

  private void requireRam(MachineAddress address) {
    if (pages.physicalOf(address).isPresent() || ram.contains(address)) {
      return;
    }
    try {
      // Memory may have been plugged in since it was asked for last.
      ram = map.read().ram();
    } catch (KexecException e) {
      throw new IllegalArgumentException("whether there is memory at " + address + " is hidden", e);
    }
    if (!ram.contains(address)) {
      throw new IllegalArgumentException("the running kernel has no memory at " + address);
    }
  }

  /** User space cannot write machine memory that is not its own. */
  @Override
  public WriteAccess writeAccess(Range<MachineAddress> destination) {
    return WriteAccess.STAGED;
  }

  @Override
  public void write(Frame frame, ByteBuffer content) {
    pages.write(frame, content);
  }

  /** Gives all memory back, allocated or not. */
  @Deactivate
  public void close() {
    pages.close();
  }
}
