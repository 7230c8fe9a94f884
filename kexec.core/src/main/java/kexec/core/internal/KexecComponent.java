package kexec.core.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import kexec.api.Backend;
import kexec.api.Inspection;
import kexec.api.Kexec;
import kexec.api.KexecEvent;
import kexec.api.KexecListener;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.boot.BootProtocol;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.MachineAbsence;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineListener;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import kexec.api.text.ProcessWords;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.machine.MachineWatch;
import kexec.core.internal.machine.Offer;
import kexec.core.internal.slot.Candidates;
import kexec.core.internal.slot.SlotKeeper;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Kexec} service. Binds dynamic services to the implementation classes and triggers slot
 * upkeep whenever a service arrives or leaves.
 *
 * <p>Configured by {@link CoreConfig}. Unset values come from framework properties, which the
 * command sets: {@code kexec.state.directory}, {@code kexec.default.machine}, and {@code
 * kexec.retry}, which is {@code false} in a short-lived process, because it cannot guarantee to
 * reload a lost image.
 */
@Component(immediate = true, configurationPid = KexecComponent.PID)
@Designate(ocd = CoreConfig.class)
public final class KexecComponent implements Kexec {

  /** The configuration PID. */
  static final String PID = "kexec.core";

  private static final Logger LOG = LoggerFactory.getLogger(KexecComponent.class);

  /** Usually longer than a load takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BundleContext context;
  private final MachineRegistry registry = new MachineRegistry();
  private final Map<Long, Offer<BootProtocol>> protocols = new ConcurrentHashMap<>();

  // Named so that listeners are bound before the machines that they are told of.
  @Reference(name = "Listener", policy = ReferencePolicy.DYNAMIC)
  private volatile List<KexecListener> listeners = List.of();

  private final Candidates candidates;
  private final Planning planning;
  private final SlotKeeper keeper;
  private final UpkeepThread upkeep;
  private final MachineWatch watch = new MachineWatch();

  /** A new boot protocol, or a new order of protocols, may make a failed move succeed. */
  private final AtomicBoolean protocolsChanged = new AtomicBoolean();

  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private final ServiceRegistration<MachineListener> machineListener;

  /**
   * Starts the component; nothing is accessed before a machine arrives.
   *
   * @param context the bundle context
   * @param config the settings
   */
  @Activate
  public KexecComponent(BundleContext context, CoreConfig config) {
    this.context = context;
    candidates = new Candidates(registry, defaultMachine(context, config));
    planning = new Planning(candidates, this::presentProtocols);
    keeper =
        new SlotKeeper(
            candidates,
            planning::plan,
            new SlotKeeper.Settings(
                recordsDirectory(context, config),
                Clock.systemUTC(),
                PATIENCE,
                config.retry() && !"false".equals(context.getProperty("kexec.retry"))),
            this::tell);
    upkeep = new UpkeepThread(this::keepUp);
    // Registered by hand: as a service of this component it would create a circular reference.
    machineListener = context.registerService(MachineListener.class, this::changed, null);
  }

  private void changed(String machine) {
    changed.add(machine);
    upkeep.request();
  }

  private static Optional<String> defaultMachine(BundleContext context, CoreConfig config) {
    return config.default_machine().isEmpty()
        ? Optional.ofNullable(context.getProperty("kexec.default.machine"))
        : Optional.of(config.default_machine());
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

  /** Stops the upkeep. Loaded images stay loaded. */
  @Deactivate
  public void deactivate() {
    machineListener.unregister();
    upkeep.close();
  }

  @Override
  public Plan plan(PlanRequest request) throws KexecException {
    return planning.plan(request);
  }

  @Override
  public Inspection inspect(Path file) throws KexecException {
    return planning.inspect(file);
  }

  @Override
  public Plan load(PlanRequest request) throws KexecException {
    try {
      return keeper.load(request);
    } catch (KexecException | RuntimeException e) {
      // A rejected load may have destroyed the previous image, which is still wanted.
      upkeep.request();
      throw e;
    }
  }

  @Override
  public boolean unload(Slot slot, Optional<String> machine) throws KexecException {
    boolean held = keeper.unload(slot, machine);
    // A wanted image may have waited for this slot.
    upkeep.request();
    return held;
  }

  @Override
  public Optional<ExecutionReport> execute(Slot slot, Optional<String> machine, ShutdownMode mode)
      throws KexecException {
    return keeper.execute(slot, machine, mode);
  }

  @Override
  public List<SlotStatus> status() throws KexecException {
    return keeper.status();
  }

  @Override
  public MemoryMap memoryMap(Optional<String> machine) throws KexecException {
    String attempted = "reading the memory map";
    return candidates.choose(attempted, machine).memory().service().memoryMap();
  }

  @Override
  public List<Backend> backends() {
    return Backends.list(registry, candidates, protocols.values().stream().sorted().toList());
  }

  private List<BootProtocol> presentProtocols() {
    return protocols.values().stream().sorted().map(Offer::service).toList();
  }

  /**
   * During framework shutdown, machines leave one after another; images must not be moved after
   * them.
   */
  private void keepUp() {
    if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.STOPPING) {
      return;
    }
    List<KexecEvent> changes = watch.changes(registry.machines());
    changes.forEach(this::tell);
    if (protocolsChanged.getAndSet(false) || !changes.isEmpty()) {
      keeper.retry();
    }
    for (String machine : List.copyOf(changed)) {
      changed.remove(machine);
      keeper.changed(machine);
    }
    keeper.upkeep().ifPresent(upkeep::requestIn);
  }

  private void tell(KexecEvent event) {
    LOG.info("{}", event);
    for (KexecListener listener : listeners) {
      try {
        listener.onEvent(event);
      } catch (RuntimeException e) {
        LOG.warn("a listener failed at {}", event, e);
      }
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addMemory")
  void addMemory(ServiceReference<MemoryOps> reference, MemoryOps service) {
    registry.addMemory(Offer.of(reference, service));
    upkeep.request();
  }

  void removeMemory(ServiceReference<MemoryOps> reference) {
    registry.removeMemory(Offer.id(reference));
    upkeep.request();
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addReceiver")
  void addReceiver(ServiceReference<MachineKexec> reference, MachineKexec service) {
    registry.addReceiver(Offer.of(reference, service));
    upkeep.request();
  }

  void removeReceiver(ServiceReference<MachineKexec> reference) {
    registry.removeReceiver(Offer.id(reference));
    upkeep.request();
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addAbsence")
  void addAbsence(ServiceReference<MachineAbsence> reference, MachineAbsence service) {
    registry.addAbsence(Offer.of(reference, service));
  }

  void removeAbsence(ServiceReference<MachineAbsence> reference) {
    registry.removeAbsence(Offer.id(reference));
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addProtocol")
  void addProtocol(ServiceReference<BootProtocol> reference, BootProtocol service) {
    protocols.put(Offer.id(reference), Offer.of(reference, service));
    protocolsChanged.set(true);
    upkeep.request();
  }

  void removeProtocol(ServiceReference<BootProtocol> reference) {
    protocols.remove(Offer.id(reference));
  }
}
