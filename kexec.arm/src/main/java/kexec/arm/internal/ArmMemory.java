package kexec.arm.internal;

import kexec.api.fault.KexecException;
import kexec.api.machine.MachineService;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PhysicalAddress;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.receiver.host.LinuxHost;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * The memory of the running 32-bit ARM machine.
 *
 * <p>On some boards the boot processor sees RAM at other addresses than the running kernel. {@code
 * /proc/iomem} then lists both, and images lie at the boot processor's.
 */
@Component(service = MemoryOps.class)
@MachineService(machine = LinuxHost.MACHINE, arch = ArmMachines.ARM, firmware = LinuxHost.FIRMWARE)
@SatisfyingConditionTarget(ArmMachines.ARM_CONDITION)
public final class ArmMemory extends TreeMemory {

  private final LinuxTexts texts;

  /** Creates the memory of the running machine. */
  @Activate
  public ArmMemory() {
    this(LinuxRoot.running());
  }

  /**
   * Creates the memory of another machine.
   *
   * @param root the system to read
   */
  public ArmMemory(LinuxRoot root) {
    super(root);
    this.texts = new LinuxTexts(root.resolve("/proc"));
  }

  @Override
  public MachineAddress toMachine(PhysicalAddress address) throws KexecException {
    return texts.iomem().bootAddress(address);
  }
}
