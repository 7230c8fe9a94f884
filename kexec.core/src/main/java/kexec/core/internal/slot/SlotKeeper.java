package kexec.core.internal.slot;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalVerdict;
import kexec.api.rehearse.Rehearser;
import kexec.core.internal.host.RunningKernel;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.plan.Leases;
import kexec.core.internal.policy.PolicyFiles;
import kexec.core.internal.policy.Requirement;
import kexec.core.internal.slot.Images.Held;
import kexec.core.internal.slot.Images.Kept;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user operations on slots: load, unload, execute, status. Thread-safe.
 *
 * <p>Receivers hold the loaded images, and wishes are persisted; this object may be discarded at
 * any time.
 */
public final class SlotKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(SlotKeeper.class);

  private final Candidates candidates;
  private final ImagePlanner planner;
  private final Clock clock;
  private final Images images;
  private final Consumer<KexecEvent> events;
  private final Map<Slot, SlotGate> gates = new EnumMap<>(Slot.class);
  private final Map<Slot, Upkeep> upkeeps = new EnumMap<>(Slot.class);

  /**
   * Settings of a keeper.
   *
   * @param records the directory of the persisted records
   * @param clock supplies timestamps and the end of delays
   * @param patience how long to wait for another process that uses the same slot
   * @param retries whether lost images are reloaded automatically; only a long-running process can
   *     guarantee it
   * @param running reads the kernel that runs now; empty if it cannot be read
   * @param policies what may be loaded
   */
  public record Settings(
      Path records,
      Clock clock,
      Duration patience,
      boolean retries,
      Supplier<Optional<RunningKernel>> running,
      PolicyFiles policies) {}

  /**
   * Creates a keeper.
   *
   * @param candidates determines the machines that may hold an image
   * @param planner plans a request for a machine
   * @param settings the settings
   * @param events receives the events, on the thread that caused them
   */
  public SlotKeeper(
      Candidates candidates, PlanMaker planner, Settings settings, Consumer<KexecEvent> events) {
    this.candidates = candidates;
    this.planner = new ImagePlanner(planner, settings.running(), settings.policies());
    this.events = events;
    this.clock = settings.clock();
    RecordStore records = new RecordStore(settings.records(), settings.patience());
    this.images = new Images(records, clock, events);
    Optional<Pauses> pauses = settings.retries() ? Optional.of(Pauses.USUAL) : Optional.empty();
    for (Slot slot : Slot.values()) {
      gates.put(slot, new SlotGate(slot));
      upkeeps.put(slot, new Upkeep(slot, images, candidates, this.planner, clock, pauses, events));
    }
  }

  /**
   * Plans and loads an image.
   *
   * @param request what to boot
   * @return the loaded plan
   * @throws KexecException if it cannot be planned or loaded
   */
  public Plan load(PlanRequest request) throws KexecException {
    return load(request, Optional.empty(), ProgressListener.NONE);
  }

  /**
   * Plans, rehearses and loads an image.
   *
   * @param request what to boot
   * @param rehearser rehearses the plan; empty if it is loaded without
   * @param progress told how much of the files is read
   * @return the loaded plan
   * @throws KexecException if it cannot be planned, rehearsed or loaded, or if its rehearsal does
   *     not succeed
   */
  public Plan load(PlanRequest request, Optional<Rehearser> rehearser, ProgressListener progress)
      throws KexecException {
    if (request.memoryMap().isPresent()) {
      throw new KexecException(
          new Fault(
              "memory-map-not-loadable",
              "loading a " + request,
              "it is planned for a memory map that is not the machine's own",
              "Leave the memory map out, or only plan."));
    }
    String attempted = "loading a " + request;
    return gate(request.slot())
        .forUser(
            attempted,
            () -> {
              Machine machine = candidates.choose(attempted, request.machine());
              try (Leases leases = machine.leases()) {
                PlannedImage image = planner.plan(request, machine, leases, progress);
                Optional<RehearsalVerdict> verdict = rehearse(rehearser, request, machine, image);
                Wish wish = images.load(machine, image, request, verdict, progress);
                upkeep(request.slot()).loaded(wish, machine);
                return image.plan();
              }
            });
  }

  private Optional<RehearsalVerdict> rehearse(
      Optional<Rehearser> rehearser, PlanRequest request, Machine machine, PlannedImage image)
      throws KexecException {
    if (rehearser.isEmpty()) {
      return Optional.empty();
    }
    images.requireRecords(request);
    Plan plan = image.plan();
    RehearsalReport report = gate(request.slot()).aside(() -> rehearser.get().rehearse(plan));
    RehearsalVerdict verdict = report.verdict(clock.instant());
    events.accept(new KexecEvent.ImageRehearsed(machine.name(), plan.slot(), verdict));
    Rehearsed.require(report, "loading a " + request);
    return Optional.of(verdict);
  }

  /**
   * Unloads a slot's image and ends the wish for it.
   *
   * @param slot the slot
   * @param name the machine, or empty for wherever the image is
   * @return whether the slot held an image
   * @throws KexecException if there is no machine or the receiver refuses
   */
  public boolean unload(Slot slot, Optional<String> name) throws KexecException {
    String attempted = "unloading the " + slot.label() + " slot";
    return gate(slot)
        .forUser(
            attempted,
            () -> {
              Machine machine = locate(attempted, slot, name);
              boolean held = holds(machine, slot);
              images.withdraw(machine, slot, name.isEmpty());
              try {
                return (name.isEmpty() && unloadCopies(slot)) || held;
              } finally {
                upkeep(slot).unloaded();
              }
            });
  }

  private static boolean holds(Machine machine, Slot slot) throws KexecException {
    return machine.kexec().service().status().isLoaded(slot);
  }

  /** What stays because its receiver is unreachable, or refuses, is recorded as unwanted by now. */
  private boolean unloadCopies(Slot slot) throws KexecException {
    boolean held = false;
    for (LoadRecord record : images.requireAll(slot)) {
      if (record.request().machine().isEmpty()) {
        Optional<Machine> there = candidates.reaching(record.receiver());
        if (there.isPresent()) {
          held |= holds(there.get(), slot);
          images.retire(there.get(), record);
        }
      }
    }
    return held;
  }

  /**
   * Shuts the running system down and starts an image.
   *
   * @param slot the slot
   * @param name the machine, or empty for wherever the image is
   * @param mode how the running system is shut down
   * @return the report, if the receiver returns; empty if the system shuts down by itself
   * @throws KexecException if nothing is loaded or the receiver refuses
   */
  public Optional<ExecutionReport> execute(Slot slot, Optional<String> name, ShutdownMode mode)
      throws KexecException {
    String attempted = "executing the " + slot.label() + " slot";
    Optional<Execution> execution =
        gate(slot).forUser(attempted, () -> start(attempted, slot, name, mode));
    if (execution.isPresent()) {
      Machine machine = execution.get().machine();
      try {
        forgetAll(machine);
      } finally {
        images.endExecution(machine);
      }
    }
    return execution.map(Execution::report);
  }

  /** The execution of an image by a receiver that returned. */
  private record Execution(Machine machine, ExecutionReport report) {}

  private Optional<Execution> start(
      String attempted, Slot slot, Optional<String> name, ShutdownMode mode) throws KexecException {
    Machine machine = locate(attempted, slot, name);
    if (!images.verify(machine, slot).loaded()) {
      throw new KexecException(
          new Fault(
              "nothing-loaded",
              attempted + " of machine " + machine.name(),
              "its receiver has no image there",
              "Load one first."));
    }
    MachineKexec kexec = machine.kexec().service();
    return kexec.shutdown(slot, mode) == ShutdownOutcome.UNDER_WAY
        ? Optional.empty()
        : Optional.of(new Execution(machine, jump(machine, slot)));
  }

  /** The upkeep of the other slot goes on meanwhile, and must not take its image for lost. */
  private ExecutionReport jump(Machine machine, Slot slot) throws KexecException {
    images.beginExecution(machine);
    boolean complete = false;
    try {
      ExecutionReport report = machine.kexec().service().execute(slot);
      complete = true;
      return report;
    } finally {
      if (!complete) {
        images.endExecution(machine);
      }
    }
  }

  /** A new kernel runs on the machine: the wishes for the previous one do not apply to it. */
  private void forgetAll(Machine machine) {
    for (Slot slot : Slot.values()) {
      gate(slot)
          .forUpkeep(
              () -> {
                try {
                  images.endWishes(machine, slot);
                  upkeep(slot).executed(machine);
                } catch (KexecException e) {
                  // The execution succeeded, and the caller must get its report.
                  LOG.warn("what was wanted before is not forgotten: {}", e.fault().toString());
                }
                return slot;
              });
    }
  }

  /** {@return the machine that has the wanted image, else the best one} */
  private Machine locate(String attempted, Slot slot, Optional<String> name) throws KexecException {
    if (name.isEmpty()) {
      for (Machine machine : candidates.unnamed()) {
        if (images.verify(machine, slot).isOurs()) {
          return machine;
        }
      }
    }
    return candidates.choose(attempted, name);
  }

  /**
   * {@return the actual and the wanted content of every reachable receiver: two entries for each,
   * the best machine's first}
   *
   * @throws KexecException if a receiver cannot be queried
   */
  public List<SlotStatus> status() throws KexecException {
    Map<String, Machine> receivers = new LinkedHashMap<>();
    candidates.all().forEach(machine -> receivers.putIfAbsent(machine.receiver(), machine));
    List<SlotStatus> all = new ArrayList<>();
    Optional<RunningKernel> running = planner.running().get();
    Requirement required = planner.policies().forPlan().requirement();
    for (Machine machine : receivers.values()) {
      MachineStatus status = machine.kexec().service().status();
      for (Slot slot : Slot.values()) {
        all.add(status(machine, slot, images.kept(machine, slot, status), running, required));
      }
    }
    return all;
  }

  private SlotStatus status(
      Machine machine,
      Slot slot,
      Kept kept,
      Optional<RunningKernel> running,
      Requirement required) {
    Held held = kept.held();
    return new SlotStatus(
        slot,
        machine.name(),
        machine.receiver(),
        held.loaded(),
        held.record().map(LoadRecord::image),
        held.confirmed(),
        held.record().map(record -> ChangeCheck.of(record, running)),
        wanted(kept),
        held.unfinished()
            .map(SlotKeeper::inDoubt)
            .or(held::unread)
            .or(() -> upkeep(slot).trouble(machine.receiver()))
            .or(() -> held.record().flatMap(record -> outdated(machine, record)))
            .or(() -> held.record().flatMap(record -> unapproved(record, required))));
  }

  private static Optional<String> outdated(Machine machine, LoadRecord record) {
    return Images.isOutdated(machine, record)
        ? Optional.of(
            "the image describes the machine as it was: memory or processors have come or gone"
                + " since it was loaded. Load it again")
        : Optional.empty();
  }

  private static Optional<String> unapproved(LoadRecord record, Requirement required) {
    return record.approved().compareTo(required) < 0
        ? Optional.of(
            "the image was loaded when no policy required approval of "
                + (required == Requirement.ALL ? "everything in it" : "its kernel")
                + ", as one does now. Load it again")
        : Optional.empty();
  }

  private static String inDoubt(Wish load) {
    return "a load of %s that began at %s has not ended, or was interrupted"
            .formatted(load.request().kernel(), load.since())
        + ": it cannot be told whether this is its image or the one before."
        + " Load again, or unload";
  }

  private Optional<WantedImage> wanted(Kept kept) {
    return kept.wish()
        .map(
            wish ->
                new WantedImage(
                    wish.request(),
                    wish.since(),
                    kept.lost().map(this::loss),
                    wish.rehearsed().map(Rehearsed::verdict)));
  }

  /** Also reports a loss that this process has not detected yet. */
  private WantedImage.Loss loss(Wish wish) {
    Instant now = clock.instant();
    WantedImage.Loss loss =
        wish.loss()
            .orElseGet(() -> new WantedImage.Loss(now, Upkeep.FOUND_EMPTY, 0, Optional.empty()));
    // A time in the past was scheduled by a process that no longer exists.
    return new WantedImage.Loss(
        loss.at(), loss.reason(), loss.tries(), loss.nextTry().filter(now::isBefore));
  }

  /**
   * Adopts, moves, reloads, rebuilds and unloads images as required.
   *
   * @return the time until the next scheduled work; empty if there is none
   */
  public Optional<Duration> upkeep() {
    return Stream.of(Slot.values())
        .flatMap(slot -> gate(slot).forUpkeep(upkeep(slot)::run).stream())
        .min(Comparator.naturalOrder());
  }

  /**
   * Makes the next upkeep rebuild the crash image of a machine, because its memory and processors,
   * which the image describes, have changed.
   *
   * @param machine the machine's name
   */
  public void changed(String machine) {
    forUpkeep(Slot.CRASH, upkeep -> upkeep.changed(machine));
  }

  /** Makes the next upkeep retry everything that failed, because it may succeed now. */
  public void retry() {
    for (Slot slot : Slot.values()) {
      forUpkeep(slot, Upkeep::retry);
    }
  }

  private void forUpkeep(Slot slot, Consumer<Upkeep> work) {
    gate(slot)
        .forUpkeep(
            () -> {
              work.accept(upkeep(slot));
              return slot;
            });
  }

  private SlotGate gate(Slot slot) {
    return Objects.requireNonNull(gates.get(slot));
  }

  private Upkeep upkeep(Slot slot) {
    return Objects.requireNonNull(upkeeps.get(slot));
  }
}
