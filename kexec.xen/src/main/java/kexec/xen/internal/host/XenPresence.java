package kexec.xen.internal.host;

import java.util.Map;
import kexec.api.machine.MachineAbsence;
import kexec.api.machine.MachineProperties;
import kexec.linux.LinuxRoot;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.condition.Condition;

/**
 * Looks once whether this is a dom0 whose hypervisor takes images. If so, it publishes the
 * condition that the machine's components wait for; else it says why the machine is not there.
 */
@Component(
    service = {},
    immediate = true)
public final class XenPresence {

  private final ServiceRegistration<?> registration;

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
    Domain domain = new DomainProbe(root).look();
    if (domain instanceof Domain.Unable unable) {
      MachineAbsence absence = unable::reason;
      registration =
          context.registerService(
              MachineAbsence.class,
              absence,
              FrameworkUtil.asDictionary(
                  Map.of(
                      MachineProperties.MACHINE,
                      XenHost.MACHINE,
                      MachineProperties.ARCH,
                      XenHost.ARCH,
                      MachineProperties.FIRMWARE,
                      XenHost.FIRMWARE)));
    } else {
      registration =
          context.registerService(
              Condition.class,
              Condition.INSTANCE,
              FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, XenHost.CONDITION_ID)));
    }
  }

  /** Withdraws what was published. */
  @Deactivate
  public void deactivate() {
    registration.unregister();
  }
}
