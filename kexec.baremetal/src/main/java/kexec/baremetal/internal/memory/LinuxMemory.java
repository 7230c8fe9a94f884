package kexec.baremetal.internal.memory;

import kexec.api.fault.KexecException;
import kexec.api.machine.MachineService;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MemoryMap;
import kexec.baremetal.internal.host.LinuxHost;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * The memory of the running machine. Without a hypervisor, a physical address is the machine
 * address. Linux's own kexec stages in the kernel's pages. Thread-safe.
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
}
