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
 * Checks once whether this is a dom0 whose hypervisor accepts images. If so, it publishes the
 * condition that the machine's components wait for; otherwise the reason for the machine's absence.
 */
@Component(
    service = {},
    immediate = true)
public final class XenPresence {

  private final MachinePresence presence;

  /**
   * Checks, and publishes the result.
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
                ? Optional.of(unable.absence())
                : Optional.empty(),
            Map.of(
                MachineService.MACHINE,
                XenHost.MACHINE,
                MachineService.ARCH,
                XenHost.ARCH,
                MachineService.FIRMWARE,
                XenHost.FIRMWARE));
  }

  /** Unregisters what was published. */
  @Deactivate
  public void deactivate() {
    presence.close();
  }
}
