package kexec.core.internal;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import kexec.api.Kexec;
import kexec.api.KexecListener;
import kexec.api.boot.BootProtocol;
import kexec.api.machine.MachineAbsence;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineListener;
import kexec.api.machine.MemoryOps;
import kexec.api.policy.SignatureVerifier;
import kexec.api.text.FileName;
import kexec.api.text.ProcessWords;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The {@link Kexec} service: the core with the services of the framework as its machines, boot
 * protocols and listeners.
 *
 * <p>Configured by {@link CoreConfig}. Unset values come from the framework properties {@code
 * kexec.state.directory}, {@code kexec.default.machine} and {@code kexec.retry}. The framework
 * property {@code kexec.policy} names a policy file that holds beside {@code /etc/jkexec/policy}.
 */
@Component(service = Kexec.class, immediate = true, configurationPid = KexecComponent.PID)
@Designate(ocd = CoreConfig.class)
public final class KexecComponent extends KexecCore {

  /** The configuration PID. */
  static final String PID = "kexec.core";

  private @Nullable ServiceRegistration<MachineListener> machineListener;

  /**
   * Creates the component; nothing is accessed before a machine arrives.
   *
   * @param context the bundle context
   * @param config the settings
   */
  @Activate
  public KexecComponent(BundleContext context, CoreConfig config) {
    super(
        new Settings(
            recordsDirectory(context, config),
            defaultMachine(context, config),
            config.retry() && !"false".equals(context.getProperty("kexec.retry")),
            true,
            addedPolicy(context)),
        () -> isStopping(context));
  }

  /**
   * Starts the component.
   *
   * @param context the bundle context
   */
  @Activate
  void activate(BundleContext context) {
    // Registered by hand: as a service of this component it would create a circular reference.
    machineListener = context.registerService(MachineListener.class, this::changed, null);
    start();
  }

  private static boolean isStopping(BundleContext context) {
    return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.STOPPING;
  }

  private static Optional<String> defaultMachine(BundleContext context, CoreConfig config) {
    return config.default_machine().isEmpty()
        ? Optional.ofNullable(context.getProperty("kexec.default.machine"))
        : Optional.of(config.default_machine());
  }

  private static Optional<Path> addedPolicy(BundleContext context) {
    return Optional.ofNullable(context.getProperty("kexec.policy"))
        .map(named -> FileName.path(ProcessWords.property("kexec.policy", named)))
        .map(Path::toAbsolutePath);
  }

  private static Path recordsDirectory(BundleContext context, CoreConfig config) {
    if (!config.directory().isEmpty()) {
      return FileName.path(config.directory());
    }
    String shared = context.getProperty("kexec.state.directory");
    return shared == null
        ? context.getDataFile("records").toPath()
        : FileName.path(ProcessWords.property("kexec.state.directory", shared)).resolve("records");
  }

  /** Stops the component. Loaded images stay loaded. */
  @Deactivate
  @Override
  public void close() {
    super.close();
    // Last, because it fails if the framework was faster.
    Objects.requireNonNull(machineListener, "it was started").unregister();
  }

  // References are bound in the order of their names, and listeners before the machines that they
  // are told of.
  @Reference(
      name = "Listener",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void bindListener(KexecListener listener) {
    addListener(listener);
  }

  void unbindListener(KexecListener listener) {
    removeListener(listener);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addMemory")
  void addMemory(ServiceReference<MemoryOps> reference, MemoryOps service) {
    addMemory(ServiceOffers.of(reference, service));
  }

  void removeMemory(ServiceReference<MemoryOps> reference) {
    removeMemory(ServiceOffers.id(reference));
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addReceiver")
  void addReceiver(ServiceReference<MachineKexec> reference, MachineKexec service) {
    addReceiver(ServiceOffers.of(reference, service));
  }

  void removeReceiver(ServiceReference<MachineKexec> reference) {
    removeReceiver(ServiceOffers.id(reference));
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addAbsence")
  void addAbsence(ServiceReference<MachineAbsence> reference, MachineAbsence service) {
    addAbsence(ServiceOffers.of(reference, service));
  }

  void removeAbsence(ServiceReference<MachineAbsence> reference) {
    removeAbsence(ServiceOffers.id(reference));
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addProtocol")
  void addProtocol(ServiceReference<BootProtocol> reference, BootProtocol service) {
    addProtocol(ServiceOffers.of(reference, service));
  }

  void removeProtocol(ServiceReference<BootProtocol> reference) {
    removeProtocol(ServiceOffers.id(reference));
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addVerifier")
  void addVerifier(ServiceReference<SignatureVerifier> reference, SignatureVerifier service) {
    addVerifier(ServiceOffers.of(reference, service));
  }

  void removeVerifier(ServiceReference<SignatureVerifier> reference) {
    removeVerifier(ServiceOffers.id(reference));
  }
}
