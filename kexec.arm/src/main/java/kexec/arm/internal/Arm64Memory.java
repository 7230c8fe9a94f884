package kexec.arm.internal;

import kexec.api.machine.MachineService;
import kexec.api.machine.MemoryOps;
import kexec.linux.LinuxRoot;
import kexec.receiver.host.LinuxHost;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/** The memory of the running 64-bit ARM machine. */
@Component(service = MemoryOps.class)
@MachineService(
    machine = LinuxHost.MACHINE,
    arch = ArmMachines.ARM64,
    firmware = LinuxHost.FIRMWARE)
@SatisfyingConditionTarget(ArmMachines.ARM64_CONDITION)
public final class Arm64Memory extends TreeMemory {

  /** Creates the memory of the running machine. */
  @Activate
  public Arm64Memory() {
    this(LinuxRoot.running());
  }

  /**
   * Creates the memory of another machine.
   *
   * @param root the system to read
   */
  public Arm64Memory(LinuxRoot root) {
    super(root);
  }
}
