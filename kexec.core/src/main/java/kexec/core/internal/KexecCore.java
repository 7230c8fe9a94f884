package kexec.core.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import kexec.api.Backend;
import kexec.api.Inspection;
import kexec.api.Kexec;
import kexec.api.KexecEvent;
import kexec.api.KexecListener;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.boot.BootProtocol;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.MachineAbsence;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.policy.SignatureVerifier;
import kexec.api.progress.ProgressListener;
import kexec.api.rehearse.Rehearser;
import kexec.api.text.FileName;
import kexec.core.internal.host.HostFacts;
import kexec.core.internal.host.RunningKernel;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.machine.MachineWatch;
import kexec.core.internal.machine.Offer;
import kexec.core.internal.policy.PolicyFiles;
import kexec.core.internal.slot.Candidates;
import kexec.core.internal.slot.SlotKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans, loads and starts with the machines and boot protocols that were added, and triggers slot
 * upkeep whenever one is added or removed. Knows no framework. Thread-safe.
 */
public class KexecCore implements Kexec, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KexecCore.class);

  /** Nothing that can be configured may name another file in its place. */
  private static final Path POLICY = Path.of("/etc/jkexec/policy");

  /** Usually longer than a load takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Shorter than Declarative Services waits for whoever unbinds a service. */
  private static final Duration LEAVE = Duration.ofSeconds(4);

  private final BooleanSupplier stopping;
  private final MachineRegistry registry = new MachineRegistry();
  private final Map<Long, Offer<BootProtocol>> protocols = new ConcurrentHashMap<>();
  private final Map<Long, Offer<SignatureVerifier>> verifiers = new ConcurrentHashMap<>();
  private final List<KexecListener> listeners = new CopyOnWriteArrayList<>();
  private final Candidates candidates;
  private final Planning planning;
  private final SlotKeeper keeper;
  private final Explainer explainer;
  private final @Nullable UpkeepThread upkeep;
  private final MachineWatch watch = new MachineWatch();
  private volatile boolean started;

  private final Operations operations = new Operations();

  /**
   * What is new, or has other properties, may make a failed move succeed: a boot protocol, a
   * verifier, or a machine that was mended in place.
   */
  private final AtomicBoolean offersChanged = new AtomicBoolean();

  private final Set<String> changed = ConcurrentHashMap.newKeySet();

  /**
   * The settings.
   *
   * @param records the directory of the records of loaded images
   * @param defaultMachine the machine for requests that name none, if any is preferred
   * @param retry whether lost images are reloaded
   * @param upkeep whether images are moved, adopted and reloaded without being asked, which a
   *     short-lived process cannot guarantee
   * @param addedPolicy a policy file that holds beside the one of the system, if there is one
   */
  public record Settings(
      Path records,
      Optional<String> defaultMachine,
      boolean retry,
      boolean upkeep,
      Optional<Path> addedPolicy) {}

  /**
   * Starts without machines and protocols; nothing is accessed before a machine is added.
   *
   * @param settings the settings
   * @param stopping whether what offers the machines is being stopped: they leave one after
   *     another, and images must not be moved after them
   */
  public KexecCore(Settings settings, BooleanSupplier stopping) {
    this.stopping = stopping;
    candidates =
        new Candidates(
            registry,
            settings.defaultMachine(),
            HostFacts.architecture(System.getProperty("os.arch", "")));
    PolicyFiles policies = new PolicyFiles(POLICY, settings.addedPolicy(), this::verifier);
    planning = new Planning(candidates, this::presentProtocols, policies);
    keeper =
        new SlotKeeper(
            candidates,
            planning::plan,
            new SlotKeeper.Settings(
                settings.records(),
                Clock.systemUTC(),
                PATIENCE,
                settings.retry(),
                () -> RunningKernel.read(Path.of("/")),
                policies),
            this::tell);
    explainer = new Explainer(candidates, this::presentProtocols, keeper::status, policies);
    upkeep = settings.upkeep() ? new UpkeepThread(() -> operations.run(this::keepUp)) : null;
  }

  /**
   * Starts the upkeep, if the settings want it: in a thread of its own, which {@link #close} ends.
   */
  public void start() {
    started = true;
    requestUpkeep();
  }

  /**
   * Waits for running operations, and stops the upkeep. Loaded images stay loaded. Whoever still
   * holds this object is refused from now on: it no longer knows the machines, and its successor
   * may be at work.
   */
  @Override
  public void close() {
    operations.close(PATIENCE);
    if (upkeep != null) {
      upkeep.close();
    }
  }

  @Override
  public Plan plan(PlanRequest request) throws KexecException {
    return plan(request, ProgressListener.NONE);
  }

  @Override
  public Plan plan(PlanRequest request, ProgressListener progress) throws KexecException {
    return operations.attempt("planning a " + request, () -> planning.plan(request, progress));
  }

  @Override
  public Inspection inspect(Path file) throws KexecException {
    return operations.attempt("inspecting " + FileName.of(file), () -> planning.inspect(file));
  }

  @Override
  public Plan load(PlanRequest request) throws KexecException {
    return load(request, Optional.empty(), ProgressListener.NONE);
  }

  @Override
  public Plan load(PlanRequest request, Rehearser rehearser) throws KexecException {
    return load(request, Optional.of(rehearser), ProgressListener.NONE);
  }

  @Override
  public Plan load(PlanRequest request, Optional<Rehearser> rehearser, ProgressListener progress)
      throws KexecException {
    try {
      String attempted = "loading a " + request;
      Optional<Rehearser> guarded =
          rehearser.map(each -> plan -> operations.outside(attempted, () -> each.rehearse(plan)));
      return operations.attempt(attempted, () -> keeper.load(request, guarded, progress));
    } finally {
      // A rejected load may have destroyed the previous image, which is still wanted; another one
      // may have ended the wish for an image that has copies, or the machine may have changed while
      // it was rehearsed.
      requestUpkeep();
    }
  }

  @Override
  public boolean unload(Slot slot, Optional<String> machine) throws KexecException {
    try {
      return operations.attempt(
          "unloading the " + slot.label() + " slot", () -> keeper.unload(slot, machine));
    } finally {
      // A wanted image may have waited for this slot, or a copy refused to be unloaded.
      requestUpkeep();
    }
  }

  @Override
  public Optional<ExecutionReport> execute(Slot slot, Optional<String> machine, ShutdownMode mode)
      throws KexecException {
    Optional<ExecutionReport> report =
        operations.attempt(
            "executing the " + slot.label() + " slot", () -> keeper.execute(slot, machine, mode));
    if (report.isPresent()) {
      // What was wanted before has ended, and with it what its copies wait for.
      requestUpkeep();
    }
    return report;
  }

  @Override
  public List<SlotStatus> status() throws KexecException {
    return operations.attempt("asking the receivers what they hold", keeper::status);
  }

  @Override
  public List<Finding> explain(Slot slot, Optional<String> machine) throws KexecException {
    return operations.attempt(
        "explaining what the " + slot.label() + " slot would take",
        () -> explainer.explain(slot, machine));
  }

  @Override
  public MemoryMap memoryMap(Optional<String> machine) throws KexecException {
    String attempted = "reading the memory map";
    return operations.attempt(
        attempted, () -> candidates.choose(attempted, machine).memory().service().memoryMap());
  }

  @Override
  public List<Backend> backends() throws KexecException {
    return operations.attempt(
        "listing the backends",
        () -> Backends.list(registry, candidates, protocols.values().stream().sorted().toList()));
  }

  private Optional<SignatureVerifier> verifier() {
    return verifiers.values().stream().sorted().map(Offer::service).findFirst();
  }

  private List<BootProtocol> presentProtocols() {
    return protocols.values().stream().sorted().map(Offer::service).toList();
  }

  private void requestUpkeep() {
    if (upkeep != null && started) {
      upkeep.request();
    }
  }

  private void keepUp() {
    if (upkeep == null || stopping.getAsBoolean()) {
      return;
    }
    List<KexecEvent> changes = watch.changes(registry.machines());
    changes.forEach(this::tell);
    if (offersChanged.getAndSet(false) || !changes.isEmpty()) {
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
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("a listener failed at {}", event, e);
      }
    }
  }

  /**
   * Reports that a machine's hardware has changed.
   *
   * @param machine its name
   */
  public void changed(String machine) {
    changed.add(machine);
    requestUpkeep();
  }

  /**
   * Adds a listener.
   *
   * @param listener is told what happens from now on
   */
  public void addListener(KexecListener listener) {
    listeners.add(listener);
  }

  /**
   * Removes a listener, and waits a few seconds for operations that may call it.
   *
   * @param listener is told nothing more
   */
  public void removeListener(KexecListener listener) {
    listeners.remove(listener);
    operations.await(LEAVE);
  }

  /**
   * Adds a machine's memory, or replaces the one with the same id.
   *
   * @param offer the memory
   */
  public void addMemory(Offer<MemoryOps> offer) {
    registry.addMemory(offer);
    offersChanged.set(true);
    requestUpkeep();
  }

  /**
   * Removes a machine's memory, and waits a few seconds for operations that may call it.
   *
   * @param id the offer's id
   */
  public void removeMemory(long id) {
    registry.removeMemory(id);
    operations.await(LEAVE);
    requestUpkeep();
  }

  /**
   * Adds a machine's receiver, or replaces the one with the same id.
   *
   * @param offer the receiver
   */
  public void addReceiver(Offer<MachineKexec> offer) {
    registry.addReceiver(offer);
    offersChanged.set(true);
    requestUpkeep();
  }

  /**
   * Removes a machine's receiver, and waits a few seconds for operations that may call it.
   *
   * @param id the offer's id
   */
  public void removeReceiver(long id) {
    registry.removeReceiver(id);
    operations.await(LEAVE);
    requestUpkeep();
  }

  /**
   * Adds the reason for a machine's absence, or replaces the one with the same id.
   *
   * @param offer the reason
   */
  public void addAbsence(Offer<MachineAbsence> offer) {
    registry.addAbsence(offer);
  }

  /**
   * Removes the reason for a machine's absence.
   *
   * @param id the offer's id
   */
  public void removeAbsence(long id) {
    registry.removeAbsence(id);
  }

  /**
   * Adds a boot protocol, or replaces the one with the same id.
   *
   * @param offer the protocol
   */
  public void addProtocol(Offer<BootProtocol> offer) {
    protocols.put(offer.id(), offer);
    offersChanged.set(true);
    requestUpkeep();
  }

  /**
   * Removes a boot protocol, and waits a few seconds for operations that may call it.
   *
   * @param id the offer's id
   */
  public void removeProtocol(long id) {
    protocols.remove(id);
    operations.await(LEAVE);
  }

  /**
   * Adds what verifies signatures, or replaces the one with the same id.
   *
   * @param offer the verifier
   */
  public void addVerifier(Offer<SignatureVerifier> offer) {
    verifiers.put(offer.id(), offer);
    offersChanged.set(true);
    requestUpkeep();
  }

  /**
   * Removes what verifies signatures.
   *
   * @param id the offer's id
   */
  public void removeVerifier(long id) {
    verifiers.remove(id);
    operations.await(LEAVE);
  }
}
