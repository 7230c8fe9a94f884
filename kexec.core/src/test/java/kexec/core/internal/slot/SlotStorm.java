package kexec.core.internal.slot;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.fault.BusyException;
import kexec.api.fault.KexecException;
import kexec.api.machine.ShutdownMode;
import kexec.api.plan.Architecture;
import kexec.api.plan.FileLease;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.policy.PolicyDirectory;
import kexec.core.internal.policy.PolicyGate;

/**
 * Random operations of several processes on the slots of three machines that come, go and fail. One
 * thread does all of it: wherever an operation calls a machine, the clock, the planner or a
 * listener, what another process, another program or the world does meanwhile is done right there.
 * So a seed replays everything, interleavings included.
 *
 * <p>Each image has a command line of its own, by which it is recognized in its receiver.
 */
final class SlotStorm {

  private static final KernelFacts FACTS =
      new KernelFacts("fake", Architecture.X86_64, Optional.empty(), 100, Map.of());
  private static final int MOST_NESTED = 2;
  private static final int TOLD_STEPS = 60;

  /** How quiet must come: more passes than there are images to move, reload and unload. */
  private static final int PASSES = 40;

  /** A fault that a test seeds: what happens whenever an image is planned. */
  Runnable whilePlanning = () -> {};

  /** An image in a slot of a receiver. */
  private record Place(FakeMachine machine, Slot slot, String line) {}

  /** What a slot of a receiver held from a step on; empty for nothing. */
  private record Content(long step, String line) {}

  /** A user's last successful load or unload of a slot; an unload has no line. */
  private record Wanted(String line, Optional<String> machine) {}

  private final SplittableRandom random;
  private final Path directory;
  private final MachineRegistry registry = new MachineRegistry();
  private final FakeMachine plain = new FakeMachine("plain");
  private final FakeMachine better = new FakeMachine("better");
  private final FakeMachine spare = new FakeMachine("spare");
  private final List<FakeMachine> machines = List.of(plain, better, spare);
  private final Map<FakeMachine, Integer> rankings = Map.of(plain, 0, better, 5, spare, -5);
  private final Map<FakeMachine, Long> present = new HashMap<>();
  private final Map<String, List<Content>> history = new HashMap<>();
  private final Map<Place, Long> lostSince = new HashMap<>();
  private final Map<Place, Long> loadedAgain = new HashMap<>();
  private final Map<Slot, Wanted> wanted = new HashMap<>();

  /** How often users have loaded or unloaded a slot. */
  private final Map<Slot, Integer> acts = new HashMap<>();

  private final List<String> steps = new ArrayList<>();
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");
  private SlotKeeper service;
  private long step;
  private long nextId = 1;
  private int lines;
  private int nested;
  private boolean interleaves;

  /** Whether a machine that frees its image first may be asked to load it anew. */
  private boolean isStale;

  /** The image that must stay armed while nothing but the upkeep is at work; empty if none. */
  private String guarded = "";

  /**
   * Creates a storm.
   *
   * @param seed of everything that is random
   * @param directory of the records
   */
  SlotStorm(long seed, Path directory) {
    this.random = new SplittableRandom(seed);
    this.directory = directory;
    plain.freesFirst = true;
    better.namesImages = true;
    spare.freesFirst = true;
    spare.namesImages = true;
    spare.forgetsAtExecute = true;
    for (FakeMachine machine : machines) {
      machine.atEachCall = this::pointOfInterleaving;
      arrive(machine);
      observe();
    }
    service = keeper(true);
  }

  /**
   * Does random operations, then quiets down.
   *
   * @param operations how many, not counting those that come in between
   */
  void run(int operations) {
    for (int i = 0; i < operations; i++) {
      interleaves = true;
      operation(false);
      interleaves = false;
      if (random.nextInt(25) == 0) {
        quiet();
      }
    }
    quiet();
  }

  private AssertionError fault(String what) {
    int from = Math.max(0, steps.size() - TOLD_STEPS);
    return new AssertionError(
        what + "\n  the last steps:\n  " + String.join("\n  ", steps.subList(from, steps.size())));
  }

  private void told(String text) {
    steps.add(step + " " + "  ".repeat(nested) + text);
  }

  /** Empties the crash slots of all receivers, without a word. */
  void disarm() {
    machines.forEach(machine -> machine.held.remove(Slot.CRASH));
    observe();
  }

  // ---- what happens

  private SlotKeeper keeper(boolean retries) {
    InstantSource time =
        () -> {
          pointOfInterleaving();
          return now;
        };
    return new SlotKeeper(
        new Candidates(registry, Optional.empty(), "x86_64"),
        this::plan,
        new SlotKeeper.Settings(
            directory,
            time.withZone(ZoneOffset.UTC),
            Duration.ZERO,
            retries,
            Optional::empty,
            PolicyDirectory.NONE),
        this::event);
  }

  private Plan plan(
      PlanRequest request,
      Machine machine,
      FileLease.Source leases,
      PolicyGate gate,
      ProgressListener progress) {
    pointOfInterleaving();
    whilePlanning.run();
    return Plan.builder()
        .slot(request.slot())
        .machine(machine.name())
        .kernel(request.kernel(), 1, FACTS)
        .commandLine(request.commandLine())
        .build();
  }

  private void event(KexecEvent event) {
    told("event " + event);
    pointOfInterleaving();
  }

  private void pointOfInterleaving() {
    observe();
    if (interleaves && nested < MOST_NESTED && random.nextInt(12) == 0) {
      nested++;
      try {
        operation(true);
      } finally {
        nested--;
      }
    }
  }

  private void operation(boolean isMeanwhile) {
    now = now.plusMillis(1);
    Slot slot = random.nextInt(4) == 0 ? Slot.DEFAULT : Slot.CRASH;
    FakeMachine machine = machines.get(random.nextInt(machines.size()));
    SlotKeeper user = random.nextBoolean() ? service : keeper(false);
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> load(user, slot, random.nextInt(4) == 0 ? Optional.of(machine.name) : none());
      case 3 -> unload(user, slot, random.nextBoolean() ? Optional.of(machine.name) : none());
      case 4, 5 -> status(user);
      case 6 -> execute(user, slot, machine);
      case 7, 8 -> comeOrGo(machine);
      case 9 -> fail(machine);
      case 10 -> otherProgram(machine, slot);
      case 11 -> {
        told("the hardware of " + machine.name + " changes");
        service.changed(machine.name);
        isStale = true;
      }
      case 12 -> {
        now = now.plusSeconds(random.nextInt(1200));
        service.retry();
      }
      case 13 -> {
        // Within an operation of the core the core does not restart.
        if (!isMeanwhile) {
          told("the core restarts");
          service = keeper(true);
        }
      }
      default -> upkeep(isMeanwhile);
    }
    observe();
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  private void comeOrGo(FakeMachine machine) {
    if (present.containsKey(machine)) {
      told(machine.name + " leaves");
      long id = Objects.requireNonNull(present.remove(machine));
      registry.removeMemory(id);
      registry.removeReceiver(id + 1);
    } else {
      arrive(machine);
    }
  }

  private void arrive(FakeMachine machine) {
    told(machine.name + " arrives");
    present.put(machine, nextId);
    machine.register(registry, Objects.requireNonNull(rankings.get(machine)), nextId);
    nextId += 2;
  }

  private void fail(FakeMachine machine) {
    boolean on = random.nextBoolean();
    switch (random.nextInt(5)) {
      case 0 -> machine.refusesLoads = on;
      case 1 -> machine.isBusy = on;
      case 2 -> machine.isBroken = on;
      case 3 -> machine.failsToCleanUp = on;
      default -> machine.failsToUnload = on;
    }
    told("%s fails: %s".formatted(machine.name, failures(machine)));
  }

  private static String failures(FakeMachine machine) {
    return "refuses %s busy %s broken %s clean up %s unload %s"
        .formatted(
            machine.refusesLoads,
            machine.isBusy,
            machine.isBroken,
            machine.failsToCleanUp,
            machine.failsToUnload);
  }

  /** Another program loads into a receiver that can tell its images apart, or empties a slot. */
  private void otherProgram(FakeMachine machine, Slot slot) {
    if (random.nextInt(3) > 0) {
      return;
    }
    boolean loads = machine.namesImages && random.nextBoolean();
    told("another program %s %s of %s".formatted(loads ? "loads" : "empties", slot, machine.name));
    lose(machine, slot);
    if (loads) {
      machine.take(
          Plan.builder()
              .slot(slot)
              .machine(machine.name)
              .kernel(Path.of("/boot/theirs"), 1, FACTS)
              .commandLine("theirs")
              .build());
    } else {
      machine.held.remove(slot);
    }
    if (loads || slot == Slot.DEFAULT) {
      // Its image is not evicted, and what it does to the next restart is left as it is.
      wanted.remove(slot);
      acts.merge(slot, 1, Integer::sum);
    }
  }

  private void lose(FakeMachine machine, Slot slot) {
    String line = line(machine, slot);
    if (!line.isEmpty()) {
      lostSince.put(new Place(machine, slot, line), step);
    }
  }

  // ---- what users do

  private void load(SlotKeeper user, Slot slot, Optional<String> machine) {
    String line = "line" + ++lines;
    told("load %s %s %s".formatted(slot, line, machine.orElse("")));
    PlanRequest.Builder request =
        PlanRequest.of(Path.of("/boot/vmlinuz")).slot(slot).commandLine(line);
    machine.ifPresent(request::machine);
    int before = acts.getOrDefault(slot, 0);
    if (attempt(() -> user.load(request.build()))) {
      if (before == acts.getOrDefault(slot, 0)) {
        wanted.put(slot, new Wanted(line, machine));
      } else {
        // Another one acted meanwhile, and either may have been the last.
        wanted.remove(slot);
      }
      acts.merge(slot, 1, Integer::sum);
    }
  }

  private void unload(SlotKeeper user, Slot slot, Optional<String> machine) {
    told("unload %s %s".formatted(slot, machine.orElse("")));
    attempt(() -> user.unload(slot, machine));
    // It may have ended the wish even though it failed later, at a copy.
    wanted.put(slot, new Wanted("", machine));
    acts.merge(slot, 1, Integer::sum);
  }

  private void execute(SlotKeeper user, Slot slot, FakeMachine machine) {
    told("execute %s on %s".formatted(slot, machine.name));
    for (Slot each : Slot.values()) {
      if (machine.forgetsAtExecute && wanted.containsKey(each)) {
        wanted.remove(each);
        lose(machine, each);
      }
    }
    attempt(() -> user.execute(slot, Optional.of(machine.name), ShutdownMode.FORCED));
    // What another program has taken out is as gone after an execution as what that has emptied.
    wanted.entrySet().removeIf(last -> !isHeld(last.getKey(), last.getValue().line()));
  }

  /** A user's operation. */
  @FunctionalInterface
  private interface Operation {
    void run() throws KexecException;
  }

  /** Runs a user's operation and returns whether it succeeded. */
  private boolean attempt(Operation operation) {
    try {
      operation.run();
      told("done");
      return true;
    } catch (KexecException e) {
      told((e instanceof BusyException ? "busy: " : "refused: ") + e.fault());
      return false;
    } catch (IllegalStateException e) {
      if (!"no machine should throw this".equals(e.getMessage())) {
        throw e;
      }
      told("the machine broke");
      return false;
    }
  }

  private void upkeep(boolean isMeanwhile) {
    boolean before = interleaves;
    // While only the upkeep is at work, nothing may be unarmed in between.
    interleaves = before && random.nextBoolean();
    if (!interleaves
        && !isMeanwhile
        && !isStale
        && machines.stream().noneMatch(m -> m.refusesLoads)) {
      guarded = armedLine();
    }
    told("upkeep" + (guarded.isEmpty() ? "" : ", guarding " + guarded));
    try {
      service.upkeep();
    } finally {
      interleaves = before;
      guarded = "";
    }
  }

  /** The crash image that a user wants last and some receiver holds; empty if there is none. */
  private String armedLine() {
    Wanted last = wanted.get(Slot.CRASH);
    return last != null && !last.line().isEmpty() && isArmed(last.line()) ? last.line() : "";
  }

  private boolean isArmed(String line) {
    return isHeld(Slot.CRASH, line);
  }

  private boolean isHeld(Slot slot, String line) {
    return machines.stream().anyMatch(machine -> line(machine, slot).equals(line));
  }

  // ---- what must be true

  private static String line(FakeMachine machine, Slot slot) {
    Plan plan = machine.held.get(slot);
    return plan == null ? "" : plan.commandLine();
  }

  /** Notes what the receivers hold, as nobody but the storm knows it. */
  private void observe() {
    for (FakeMachine machine : machines) {
      for (Slot slot : Slot.values()) {
        String line = line(machine, slot);
        List<Content> known =
            history.computeIfAbsent(machine.receiver() + slot, key -> new ArrayList<>());
        String before = known.isEmpty() ? "" : known.get(known.size() - 1).line();
        if (known.isEmpty() || !before.equals(line)) {
          known.add(new Content(++step, line));
          Place place = new Place(machine, slot, line);
          loadedAgain.put(place, step);
          if (!known.isEmpty() && machine.freesFirst && line.isEmpty()) {
            lostSince.put(new Place(machine, slot, before), step);
          }
        }
      }
    }
    if (!guarded.isEmpty() && !isArmed(guarded)) {
      throw fault(guarded + " is armed nowhere during the upkeep");
    }
  }

  private void status(SlotKeeper keeper) {
    observe();
    long before = step;
    told("status");
    List<SlotStatus> all;
    try {
      all = keeper.status();
    } catch (KexecException e) {
      throw new AssertionError("no machine refuses that", e);
    }
    observe();
    for (SlotStatus status : all) {
      requireTrue(status, before);
    }
  }

  /** Each answer was true at some time during the question. */
  private void requireTrue(SlotStatus status, long before) {
    List<Content> during = new ArrayList<>();
    for (Content content : history.getOrDefault(status.receiver() + status.slot(), List.of())) {
      if (content.step() <= before) {
        during.clear();
      }
      during.add(content);
    }
    if (during.stream().allMatch(content -> content.line().isEmpty() == status.loaded())) {
      throw fault("loaded is not true: " + status + "; there was " + during);
    }
    String line = status.image().map(image -> image.commandLine()).orElse("");
    if (!line.isEmpty() && during.stream().noneMatch(content -> content.line().equals(line))) {
      throw fault("another image is shown: " + status + "; there was " + during);
    }
    if (status.isLost()) {
      FakeMachine machine =
          machines.stream()
              .filter(m -> m.receiver().equals(status.receiver()))
              .findFirst()
              .orElseThrow();
      String wish = status.wanted().orElseThrow().request().commandLine();
      Place place = new Place(machine, status.slot(), wish);
      Long lost = lostSince.get(place);
      Long again = loadedAgain.getOrDefault(place, 0L);
      if (lost == null || (again > lost && again <= before)) {
        throw fault("it is not lost: " + status + "; there was " + during);
      }
    }
  }

  /** Everything is mended and comes back; then what is wanted must come to be. */
  private void quiet() {
    told("quiet");
    for (FakeMachine machine : machines) {
      machine.refusesLoads = false;
      machine.isBusy = false;
      machine.isBroken = false;
      machine.failsToCleanUp = false;
      machine.failsToUnload = false;
      if (!present.containsKey(machine)) {
        arrive(machine);
      }
    }
    service.retry();
    Optional<Duration> pause = Optional.of(Duration.ZERO);
    guarded = isStale ? "" : armedLine();
    for (int pass = 0; pass < PASSES && pause.isPresent(); pass++) {
      now = now.plus(pause.get());
      pause = service.upkeep();
    }
    guarded = "";
    boolean ends = pause.isEmpty();
    isStale = false;
    Wanted last = wanted.get(Slot.CRASH);
    if (last != null && !last.line().isEmpty()) {
      requireArmed(last, ends);
    }
    status(service);
    requireNoLeftovers();
  }

  /** What is loaded of ours is wanted there: what is not was unloaded when that was possible. */
  private void requireNoLeftovers() {
    try {
      for (SlotStatus status : service.status()) {
        String line = status.image().map(image -> image.commandLine()).orElse("");
        String wish = status.wanted().map(known -> known.request().commandLine()).orElse("");
        if (!line.equals(wish) && !line.isEmpty()) {
          throw fault("it is loaded and not wanted: " + status);
        }
      }
    } catch (KexecException e) {
      throw new AssertionError("no machine refuses that", e);
    }
  }

  private void requireArmed(Wanted last, boolean ends) {
    if (!isArmed(last.line())) {
      throw fault(last + " is wanted and not armed; the upkeep has ended: " + ends);
    }
    if (last.machine().isPresent()) {
      return;
    }
    long copies = machines.stream().filter(m -> line(m, Slot.CRASH).equals(last.line())).count();
    if (copies > 1) {
      throw fault(last + " is armed " + copies + " times; the upkeep has ended: " + ends);
    }
  }
}
