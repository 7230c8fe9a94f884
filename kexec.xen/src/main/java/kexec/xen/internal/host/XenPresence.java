package kexec.xen.internal.host;

import java.util.Map;
import java.util.Optional;
import kexec.api.machine.MachineService;
import kexec.linux.LinuxRoot;
import kexec.linux.platform.MachinePresence;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Looks once whether this is a dom0 whose hypervisor takes images. If so, it publishes the
 * condition that the machine's components wait for; else it says why the machine is not there.
 */
@Component(
    service = {},
    immediate = true)
public final class XenPresence {

  private final MachinePresence presence;

  /**
   * Looks, and publishes what it found.
   *
   * @param context the bundle's context
   */
  @Activate
  public XenPresence(BundleContext context) {
    this(context, LinuxRoot.running());
  }

  XenPresence(BundleContext context, LinuxRoot root) {
    presence =
        new MachinePresence(
            context,
            XenHost.CONDITION_ID,
            new DomainProbe(root).look() instanceof Domain.Unable unable
                ? Optional.of(unable.reason())
                : Optional.empty(),
            Map.of(
                MachineService.MACHINE,
                XenHost.MACHINE,
                MachineService.ARCH,
                XenHost.ARCH,
                MachineService.FIRMWARE,
                XenHost.FIRMWARE));
  }

  /** Withdraws what was published. */
  @Deactivate
  public void deactivate() {
    presence.close();
  }
}
