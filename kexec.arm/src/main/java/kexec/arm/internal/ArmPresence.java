package kexec.arm.internal;

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
 * Finds out once on which architecture the running Linux takes images, and publishes the condition
 * that its components wait for; for the other architecture it reports why the machine is absent.
 */
@Component(
    service = {},
    immediate = true)
public final class ArmPresence {

  private final MachinePresence arm64;
  private final MachinePresence arm;

  /**
   * Looks, and publishes the result.
   *
   * @param context the bundle's context
   */
  @Activate
  public ArmPresence(BundleContext context) {
    this(context, LinuxRoot.running(), System.getProperties());
  }

  ArmPresence(BundleContext context, LinuxRoot root, Properties platform) {
    arm64 =
        presence(
            context,
            ArmMachines.ARM64_CONDITION_ID,
            new LinuxProbe(root, platform, KexecArchitecture.ARM64),
            ArmMachines.ARM64);
    arm =
        presence(
            context,
            ArmMachines.ARM_CONDITION_ID,
            new LinuxProbe(root, platform, KexecArchitecture.ARM),
            ArmMachines.ARM);
  }

  private static MachinePresence presence(
      BundleContext context, String condition, LinuxProbe probe, String architecture) {
    return new MachinePresence(
        context,
        condition,
        probe.absence(),
        Map.of(
            MachineService.MACHINE,
            LinuxHost.MACHINE,
            MachineService.ARCH,
            architecture,
            MachineService.FIRMWARE,
            LinuxHost.FIRMWARE));
  }

  /** Withdraws what was published. */
  @Deactivate
  public void deactivate() {
    arm64.close();
    arm.close();
  }
}
