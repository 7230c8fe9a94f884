package kexec.baremetal.internal;

import kexec.api.fault.KexecException;
import kexec.api.machine.MachineService;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MemoryMap;
import kexec.linux.LinuxRoot;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.memory.HostMemoryMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * The memory of the running machine. Without a hypervisor, a physical address is the machine
 * address. Linux's own kexec stages in the kernel's pages. Thread-safe.
 */
@Component(service = MemoryOps.class)
@MachineService(machine = LinuxHost.MACHINE, arch = BareMetal.ARCH, firmware = LinuxHost.FIRMWARE)
@SatisfyingConditionTarget(BareMetal.CONDITION)
public final class BareMetalMemory implements MemoryOps {

  private final HostMemoryMap map;

  /** Creates the memory of the running machine. */
  @Activate
  public BareMetalMemory() {
    this(LinuxRoot.running());
  }

  /**
   * Creates the memory of another machine.
   *
   * @param root the system to read
   */
  public BareMetalMemory(LinuxRoot root) {
    this.map = new HostMemoryMap(root);
  }

  @Override
  public MemoryMap memoryMap() throws KexecException {
    return map.read();
  }
}
