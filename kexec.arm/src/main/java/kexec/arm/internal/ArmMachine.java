package kexec.arm.internal;

import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineService;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.machine.LinuxMachine;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/** Linux's own kexec on 32-bit ARM. */
@Component(service = MachineKexec.class)
@MachineService(machine = LinuxHost.MACHINE, arch = ArmMachines.ARM, firmware = LinuxHost.FIRMWARE)
@SatisfyingConditionTarget(ArmMachines.ARM_CONDITION)
public final class ArmMachine extends LinuxMachine {

  /**
   * Creates the receiver of this process's kernel.
   *
   * @throws KexecException if the system does not report its boot id
   */
  @Activate
  public ArmMachine() throws KexecException {
    this(new LinuxHost(KexecArchitecture.ARM));
  }

  /**
   * Creates the receiver of another system.
   *
   * @param host the system
   * @throws KexecException if the system does not report its boot id
   */
  public ArmMachine(LinuxHost host) throws KexecException {
    super(host, new ArmMemory(host.root()));
  }
}
