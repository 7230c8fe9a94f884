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
import kexec.core.internal.machine.Machine;
import kexec.core.internal.slot.Images.Held;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What users do with slots: load, unload, execute, look. Safe for use by several threads.
 *
 * <p>What is loaded is in the receivers, and what is wanted is written down; this object can be
 * thrown away at any moment.
 */
public final class SlotKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(SlotKeeper.class);

  private final Candidates candidates;
  private final PlanMaker planner;
  private final Clock clock;
  private final Images images;
  private final Map<Slot, SlotGate> gates = new EnumMap<>(Slot.class);
  private final Map<Slot, Upkeep> upkeeps = new EnumMap<>(Slot.class);

  /**
   * What a keeper is like.
   *
   * @param records the directory of what is written down
   * @param clock tells when something happened, and when a pause is over
   * @param patience how long to wait for another process that is at work on the same slot
   * @param retries whether a lost image is loaded again without being asked; only a process that
   *     stays can promise that
   */
  public record Settings(Path records, Clock clock, Duration patience, boolean retries) {}

  /**
   * Makes a keeper.
   *
   * @param candidates says which machines may have an image
   * @param planner makes a plan of a request for a machine
   * @param settings what it is like
   * @param events is told what happened, on the thread that did it
   */
  public SlotKeeper(
      Candidates candidates, PlanMaker planner, Settings settings, Consumer<KexecEvent> events) {
    this.candidates = candidates;
    this.planner = planner;
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
   * @return the plan that was loaded
   * @throws KexecException if it cannot be planned or loaded
   */
  public Plan load(PlanRequest request) throws KexecException {
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
              Plan plan = planner.plan(request, machine);
              upkeep(request.slot()).loaded(images.load(machine, plan, request));
              return plan;
            });
  }

  /**
   * Takes an image out of a slot, and no longer wants one there.
   *
   * @param slot the slot
   * @param name the machine, or nothing for wherever the image is
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
              if (name.isEmpty()) {
                held |= unloadCopies(slot);
              }
              upkeep(slot).unloaded();
              return held;
            });
  }

  private static boolean holds(Machine machine, Slot slot) throws KexecException {
    return machine.kexec().service().status().isLoaded(slot);
  }

  /** Images for machines that need not be named may be in receivers that cannot be reached now. */
  private boolean unloadCopies(Slot slot) throws KexecException {
    boolean held = false;
    for (LoadRecord record : images.all(slot)) {
      if (record.request().machine().isEmpty()) {
        Optional<Machine> there = candidates.reaching(record.receiver());
        if (there.isPresent()) {
          held |= holds(there.get(), slot);
          images.unload(there.get(), slot);
        } else {
          images.disown(record);
        }
      }
    }
    return held;
  }

  /**
   * Shuts the running system down and starts an image.
   *
   * @param slot the slot
   * @param name the machine, or nothing for wherever the image is
   * @param mode how the running system is brought down
   * @return what was seen, if the receiver returns; nothing where the system goes down by itself
   * @throws KexecException if nothing is loaded or the receiver refuses
   */
  public Optional<ExecutionReport> execute(Slot slot, Optional<String> name, ShutdownMode mode)
      throws KexecException {
    String attempted = "executing the " + slot.label() + " slot";
    Optional<Execution> execution =
        gate(slot).forUser(attempted, () -> start(attempted, slot, name, mode));
    execution.ifPresent(done -> forgetAll(done.machine()));
    return execution.map(Execution::report);
  }

  /** An image that was carried out by a receiver that returned. */
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
        : Optional.of(new Execution(machine, kexec.execute(slot)));
  }

  /** A new kernel runs there: what was wanted of the one before is not wanted of this one. */
  private void forgetAll(Machine machine) {
    for (Slot slot : Slot.values()) {
      gate(slot)
          .forUpkeep(
              () -> {
                try {
                  images.endWishes(machine, slot);
                } catch (KexecException e) {
                  // It was carried out, and that is what the caller is to be told.
                  LOG.warn("what was wanted before is not forgotten: {}", e.fault().toString());
                }
                return slot;
              });
    }
  }

  /** The machine that has the wanted image, else the best one. */
  private Machine locate(String attempted, Slot slot, Optional<String> name) throws KexecException {
    if (name.isEmpty()) {
      for (Machine machine : candidates.unnamed()) {
        if (images.verify(machine, slot).record().isPresent()) {
          return machine;
        }
      }
    }
    return candidates.choose(attempted, name);
  }

  /**
   * Tells what every receiver holds that can be reached, and what it should hold.
   *
   * @return two entries for each, the best machine's first
   * @throws KexecException if a receiver cannot be asked
   */
  public List<SlotStatus> status() throws KexecException {
    Map<String, Machine> receivers = new LinkedHashMap<>();
    candidates.all().forEach(machine -> receivers.putIfAbsent(machine.receiver(), machine));
    List<SlotStatus> all = new ArrayList<>();
    for (Machine machine : receivers.values()) {
      MachineStatus status = machine.kexec().service().status();
      for (Slot slot : Slot.values()) {
        all.add(status(machine, slot, images.look(machine, slot, status)));
      }
    }
    return all;
  }

  private SlotStatus status(Machine machine, Slot slot, Held held) {
    return new SlotStatus(
        slot,
        machine.name(),
        machine.receiver(),
        held.loaded(),
        held.record().map(LoadRecord::image),
        held.confirmed(),
        wanted(machine, slot, held),
        held.unfinished()
            .map(SlotKeeper::inDoubt)
            .or(() -> upkeep(slot).trouble(machine.receiver()))
            .or(() -> held.record().flatMap(record -> outdated(machine, record))));
  }

  private static Optional<String> outdated(Machine machine, LoadRecord record) {
    return Images.isOutdated(machine, record)
        ? Optional.of(
            "the image describes the machine as it was: memory or processors have come or gone"
                + " since it was loaded. Load it again")
        : Optional.empty();
  }

  private static String inDoubt(Wish load) {
    return "a load of %s that began at %s has not ended, or was interrupted"
            .formatted(load.request().kernel(), load.since())
        + ": it cannot be told whether this is its image or the one before."
        + " Load again, or unload";
  }

  private Optional<WantedImage> wanted(Machine machine, Slot slot, Held held) {
    return images.wishes(slot).stream()
        .filter(wish -> wish.receiver().equals(machine.receiver()))
        .findFirst()
        .map(wish -> new WantedImage(wish.request(), wish.since(), loss(wish, held)));
  }

  /** What this process has not noticed yet is told all the same. */
  private Optional<WantedImage.Loss> loss(Wish wish, Held held) {
    if (held.isOurs() || held.unfinished().isPresent()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    WantedImage.Loss loss =
        wish.loss()
            .orElseGet(() -> new WantedImage.Loss(now, Upkeep.FOUND_EMPTY, 0, Optional.empty()));
    // A time that has passed was promised by a process that is no more.
    return Optional.of(
        new WantedImage.Loss(
            loss.at(), loss.reason(), loss.tries(), loss.nextTry().filter(now::isBefore)));
  }

  /**
   * Adopts, moves, loads again, makes anew and takes out what has to be.
   *
   * @return how long until there is more to do by itself; nothing where there is not
   */
  public Optional<Duration> upkeep() {
    return Stream.of(Slot.values())
        .flatMap(slot -> gate(slot).forUpkeep(upkeep(slot)::run).stream())
        .min(Comparator.naturalOrder());
  }

  /**
   * Has the next upkeep make the crash image of a machine anew, because it describes memory and
   * processors that have changed.
   *
   * @param machine the machine's name
   */
  public void changed(String machine) {
    forUpkeep(Slot.CRASH, upkeep -> upkeep.changed(machine));
  }

  /** Has the next upkeep try everything again that failed, because it may succeed now. */
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
