package kexec.baremetal.internal.memory;

import kexec.api.fault.KexecException;
import kexec.api.machine.MachineService;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PhysicalAddress;
import kexec.baremetal.internal.host.LinuxHost;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * The memory of the running machine. Without a hypervisor in between, a physical address is the
 * machine's address. Linux's own kexec stages in pages of the kernel's. Thread-safe.
 */
@Component(service = MemoryOps.class)
@MachineService(machine = LinuxHost.MACHINE, arch = LinuxHost.ARCH, firmware = LinuxHost.FIRMWARE)
@SatisfyingConditionTarget(LinuxHost.CONDITION)
public final class LinuxMemory implements MemoryOps {

  private final HostMemoryMap map;

  /**
   * Creates the memory.
   *
   * @param host the running system
   */
  @Activate
  public LinuxMemory(@Reference LinuxHost host) {
    this.map = new HostMemoryMap(host.root());
  }

  @Override
  public MemoryMap memoryMap() throws KexecException {
    return map.read();
  }

  @Override
  public MachineAddress toMachine(PhysicalAddress address) {
    return new MachineAddress(address.value());
  }
}
