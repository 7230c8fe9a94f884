package kexec.sim.internal;

import java.io.File;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Map;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineService;
import kexec.api.machine.MemoryOps;
import kexec.api.text.FileName;
import kexec.api.text.ProcessWords;
import kexec.sim.internal.fault.Faults;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A simulated machine as two services. Without a configuration there is one, named {@code sim};
 * each factory configuration creates its own instead.
 *
 * <p>Its images stay in their directory when this component stops; the next instance finds them.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = SimMachineComponent.PID,
    // A factory in the metatype would make a configuration mandatory.
    configurationPolicy = ConfigurationPolicy.OPTIONAL)
// The two services are registered by hand, so the resolver needs explicit capabilities for them.
@Capability(
    namespace = "osgi.service",
    attribute =
        "objectClass:List<String>=\"kexec.api.machine.MachineKexec,kexec.api.machine.MemoryOps\"")
@Designate(ocd = SimConfig.class, factory = true)
public final class SimMachineComponent {

  /** The configuration PID. */
  static final String PID = "kexec.sim";

  /** The framework property that names the directory of persistent state. */
  static final String STATE_DIRECTORY = "kexec.state.directory";

  private final BundleContext context;
  private final Faults faults = new Faults();
  private SimSettings settings;
  private Services services;

  /**
   * Creates the machine and registers its services.
   *
   * @param context the bundle context
   * @param config the machine's configuration
   * @throws IllegalArgumentException if a configuration value is invalid
   */
  @Activate
  public SimMachineComponent(BundleContext context, SimConfig config) {
    this.context = context;
    this.settings = SimSettings.of(config);
    this.services = register();
  }

  /**
   * Applies a changed configuration. Faults and service properties change without affecting loaded
   * images; all other changes recreate the machine.
   *
   * @param config the machine's configuration
   * @throws IllegalArgumentException if a configuration value is invalid; nothing changes then
   */
  @Modified
  synchronized void modified(SimConfig config) {
    SimSettings changed = SimSettings.of(config);
    boolean same = changed.isSameMachine(settings);
    settings = changed;
    if (same) {
      faults.set(changed.faults());
      services.memory().setProperties(serviceProperties());
      services.machine().setProperties(serviceProperties());
    } else {
      services.close();
      services = register();
    }
  }

  /** Unregisters the services; the images stay. */
  @Deactivate
  synchronized void deactivate() {
    services.close();
  }

  private Services register() {
    faults.set(settings.faults());
    SimulatedHardware hardware =
        SimulatedHardware.lasting(settings.receiver(), settings.shape(), faults, directory());
    return new Services(
        hardware,
        context.registerService(MemoryOps.class, hardware.memory(), serviceProperties()),
        context.registerService(MachineKexec.class, hardware.machine(), serviceProperties()));
  }

  private Dictionary<String, Object> serviceProperties() {
    return FrameworkUtil.asDictionary(
        Map.of(
            MachineService.MACHINE, settings.name(),
            MachineService.ARCH, SimulatedHardware.ARCH,
            MachineService.FIRMWARE, SimulatedHardware.FIRMWARE,
            MachineService.NAMED_ONLY, settings.namedOnly(),
            Constants.SERVICE_RANKING, settings.ranking()));
  }

  private Path directory() {
    if (!settings.directory().isEmpty()) {
      return FileName.path(settings.directory());
    }
    String state = context.getProperty(STATE_DIRECTORY);
    Path base =
        state != null && !state.isBlank()
            ? FileName.path(ProcessWords.property(STATE_DIRECTORY, state))
            : dataArea();
    return base.resolve("sim").resolve(settings.name());
  }

  private Path dataArea() {
    File area = context.getDataFile("");
    if (area == null) {
      throw new IllegalStateException(
          "the framework gives bundles no data area, and no directory is configured");
    }
    return area.toPath();
  }

  /**
   * The registered machine.
   *
   * @param hardware the machine
   * @param memory its memory service
   * @param machine its receiver service
   */
  private record Services(
      SimulatedHardware hardware,
      ServiceRegistration<MemoryOps> memory,
      ServiceRegistration<MachineKexec> machine) {

    void close() {
      machine.unregister();
      memory.unregister();
      hardware.close();
    }
  }
}
