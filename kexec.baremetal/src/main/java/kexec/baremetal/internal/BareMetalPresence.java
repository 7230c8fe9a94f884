package kexec.baremetal.internal;

import java.util.Map;
import java.util.Properties;
import kexec.api.machine.MachineService;
import kexec.linux.LinuxRoot;
import kexec.linux.platform.MachinePresence;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.host.LinuxProbe;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Finds out once whether the running Linux takes images. If so, it publishes the condition that the
 * machine's components wait for; else it reports why the machine is absent.
 */
@Component(
    service = {},
    immediate = true)
public final class BareMetalPresence {

  private final MachinePresence presence;

  /**
   * Looks, and publishes the result.
   *
   * @param context the bundle's context
   */
  @Activate
  public BareMetalPresence(BundleContext context) {
    this(context, LinuxRoot.running(), System.getProperties());
  }

  BareMetalPresence(BundleContext context, LinuxRoot root, Properties platform) {
    presence =
        new MachinePresence(
            context,
            BareMetal.CONDITION_ID,
            new LinuxProbe(root, platform, KexecArchitecture.X86_64).absence(),
            Map.of(
                MachineService.MACHINE,
                LinuxHost.MACHINE,
                MachineService.ARCH,
                BareMetal.ARCH,
                MachineService.FIRMWARE,
                LinuxHost.FIRMWARE));
  }

  /** Withdraws what was published. */
  @Deactivate
  public void deactivate() {
    presence.close();
  }
}
