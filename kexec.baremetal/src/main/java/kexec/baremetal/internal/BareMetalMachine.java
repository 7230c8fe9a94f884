package kexec.baremetal.internal;

import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineService;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.machine.LinuxMachine;
import kexec.receiver.memory.HostMemoryMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/** Linux's own kexec on x86. */
@Component(service = MachineKexec.class)
@MachineService(machine = LinuxHost.MACHINE, arch = BareMetal.ARCH, firmware = LinuxHost.FIRMWARE)
@SatisfyingConditionTarget(BareMetal.CONDITION)
public final class BareMetalMachine extends LinuxMachine {

  /**
   * Creates the receiver of this process's kernel.
   *
   * @throws KexecException if the system does not report its boot id
   */
  @Activate
  public BareMetalMachine() throws KexecException {
    this(new LinuxHost(KexecArchitecture.X86_64));
  }

  /**
   * Creates the receiver of another system.
   *
   * @param host the system
   * @throws KexecException if the system does not report its boot id
   */
  public BareMetalMachine(LinuxHost host) throws KexecException {
    super(host, new HostMemoryMap(host.root())::read);
  }
}
