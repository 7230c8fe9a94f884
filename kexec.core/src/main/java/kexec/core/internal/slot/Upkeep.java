package kexec.core.internal.slot;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.WantedImage.Loss;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.plan.Leases;
import kexec.core.internal.slot.Images.Held;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one slot in its wanted state while machines arrive, leave and change: adopts images that
 * are found in their receivers, moves the wanted image to a better machine, reloads it after a
 * loss, rebuilds it when it is outdated, and unloads what is no longer wanted.
 *
 * <p>An image is loaded on the new machine before it is unloaded from the old one, so that an armed
 * crash kernel stays armed. A wish takes effect only after its receiver was seen in this core's
 * lifetime: a file alone only suggests what an absent receiver holds, and moves nothing.
 *
 * <p>An exception thrown by a machine affects that machine only. Callers must hold the slot's gate.
 */
final class Upkeep {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  /** The reason of a loss that nobody here caused. */
  static final String FOUND_EMPTY =
      "its receiver holds it no longer: another program took it out, or has loaded its own";

  /** Long enough for another program's load to end, short enough for a crash image to wait. */
  private static final Duration BUSY_PAUSE = Duration.ofSeconds(1);

  /** Distinguishes the repetitions for an older image from those for a question. */
  private static final String RETIRING = "retiring ";

  private static final String READING = "reading";

  private record Attempt(long serviceId, PlanRequest request, String content) {}

  /** The state of a crash image that describes its machine as it was before a change. */
  private record Stale(int tries, Instant next) {}

  private final Slot slot;
  private final Images images;
  private final Candidates candidates;
  private final ImagePlanner planner;
  private final Clock clock;
  private final Optional<Pauses> pauses;
  private final Consumer<KexecEvent> events;
  private final Set<String> held = new HashSet<>();
  private final Set<String> lost = new HashSet<>();
  private final Set<Attempt> failed = new HashSet<>();
  private final Map<String, Stale> stale = new HashMap<>();
  private final Map<String, String> trouble = new ConcurrentHashMap<>();
  private final Map<String, Integer> repeats = new HashMap<>();
  private boolean atOnce = true;
  private Optional<Duration> soonest = Optional.empty();

  /**
   * Creates the upkeep.
   *
   * @param slot the slot to keep
   * @param images loads and unloads images
   * @param candidates determines the machines that may hold an image
   * @param planner plans an image for another machine
   * @param clock determines the end of delays
   * @param pauses the delays between reloads of a lost image; empty if that is left to users
   * @param events receives the events
   */
  Upkeep(
      Slot slot,
      Images images,
      Candidates candidates,
      ImagePlanner planner,
      Clock clock,
      Optional<Pauses> pauses,
      Consumer<KexecEvent> events) {
    this.slot = slot;
    this.images = images;
    this.candidates = candidates;
    this.planner = planner;
    this.clock = clock;
    this.pauses = pauses;
    this.events = events;
  }

  /**
   * Registers an image that a user loaded, and unloads older copies of it.
   *
   * @param wish the user's wish
   * @param machine the machine that has the image
   */
  void loaded(Wish wish, Machine machine) {
    held.add(wish.receiver());
    stale.clear();
    trouble.clear();
    images.all(slot).stream()
        .filter(record -> record.receiver().equals(wish.receiver()))
        .forEach(record -> refreshLater(machine, record));
    retireOthers(wish);
  }

  /** The machine may have changed since the image was planned: a rehearsal takes long. */
  private void refreshLater(Machine machine, LoadRecord record) {
    if (Images.isOutdated(machine, record)) {
      stale.putIfAbsent(machine.name(), new Stale(0, clock.instant()));
    }
  }

  /**
   * Registers that the user emptied a slot: clears the problems with its image, and retries what
   * may have failed because of it.
   */
  void unloaded() {
    trouble.clear();
    stale.clear();
    retry();
  }

  /**
   * Registers that a machine has started a kernel. What it still holds is adopted anew.
   *
   * @param machine the machine
   */
  void executed(Machine machine) {
    held.remove(machine.receiver());
  }

  /** Makes the next run retry everything that failed, because it may succeed now. */
  void retry() {
    failed.clear();
    atOnce = true;
  }

  /**
   * Registers that a machine no longer matches its image.
   *
   * @param machine the machine's name
   */
  void changed(String machine) {
    stale.put(machine, new Stale(0, clock.instant()));
    retry();
  }

  /**
   * {@return why the wanted image is not where it should be, or empty}
   *
   * @param receiver a receiver
   */
  Optional<String> trouble(String receiver) {
    return Optional.ofNullable(trouble.get(receiver));
  }

  /**
   * Does all pending work.
   *
   * @return the time until the next scheduled work; empty if there is none
   */
  Optional<Duration> run() {
    soonest = Optional.empty();
    List<Machine> present = candidates.all();
    forgetFailuresOfOthers(present);
    lost.clear();
    present.forEach(this::adopt);
    for (Wish wish : images.wishes(slot)) {
      if (held.contains(wish.receiver()) || lost.contains(wish.receiver())) {
        settle(wish);
      }
    }
    present.forEach(this::refreshIfStale);
    retireUnwanted(present);
    if (images.takeUnread()) {
      repeat(READING);
    } else {
      repeats.remove(READING);
      forgetTroubleOfNobody();
    }
    atOnce = false;
    return soonest;
  }

  private void later(Duration pause) {
    if (soonest.isEmpty() || pause.compareTo(soonest.get()) < 0) {
      soonest = Optional.of(pause);
    }
  }

  private void forgetFailuresOfOthers(List<Machine> present) {
    Set<Long> ids = new HashSet<>();
    present.forEach(machine -> ids.add(machine.kexec().id()));
    failed.removeIf(attempt -> !ids.contains(attempt.serviceId()));
  }

  private void adopt(Machine machine) {
    String receiver = machine.receiver();
    try {
      images.purge(machine, slot);
      Held found = images.verify(machine, slot);
      if (found.isOurs()) {
        if (!held.contains(receiver)) {
          // If that fails, all of it is repeated.
          images.want(found.record().orElseThrow());
          held.add(receiver);
          events.accept(new KexecEvent.ImageAdopted(machine.name(), slot));
          refreshLater(machine, found.record().orElseThrow());
        }
      } else {
        if (found.unread().isPresent()) {
          // It is known as before, until it can be read again.
          repeat(receiver);
          return;
        }
        held.remove(receiver);
        if (images.isExecuting(machine)) {
          later(BUSY_PAUSE);
        } else if (found.unfinished().isEmpty()) {
          lost.add(receiver);
          images.lost(machine, slot, FOUND_EMPTY);
        }
      }
    } catch (BusyException e) {
      later(BUSY_PAUSE);
      LOG.debug("{} is busy", machine.name(), e);
    } catch (KexecException | RuntimeException | LinkageError e) {
      // Includes exceptions that no machine should throw: the other machines' images must be kept.
      LOG.warn("cannot ask {} what it holds", machine.name(), e);
      repeat(receiver);
      return;
    }
    repeats.remove(receiver);
  }

  /** What failed without a wish that could tell when it is tried again is tried again too. */
  private void repeat(String what) {
    int times = repeats.merge(what, 1, Integer::sum);
    pauses.ifPresent(known -> later(known.after(times)));
  }

  /** The image belongs on the first machine that has it or accepts it. */
  private void settle(Wish written) {
    List<Machine> machines = candidates.forRequest(written.request());
    Wish wish = held.contains(written.receiver()) ? written : found(written, machines);
    boolean isLost = !held.contains(wish.receiver());
    if (isLost && !isDue(wish)) {
      return;
    }
    Optional<String> reason = Optional.empty();
    for (Machine machine : machines) {
      if (holds(machine, wish)) {
        arrived(wish.metAt(machine.receiver(), wish.content()));
        return;
      }
      if (isLost || !failed.contains(attempt(machine, wish))) {
        Optional<String> refusal = move(wish, machine, isLost);
        if (refusal.isEmpty()) {
          return;
        }
        reason = reason.or(() -> refusal);
      }
    }
    if (isLost) {
      tryLater(wish, reason.orElse("no machine is present that may have it"));
    }
  }

  /** A copy is not lost: its machine was absent or refused to unload it when the image moved. */
  private Wish found(Wish lost, List<Machine> machines) {
    return machines.stream()
        .filter(machine -> holds(machine, lost))
        .findFirst()
        .map(machine -> lost.metAt(machine.receiver(), lost.content()))
        .orElse(lost);
  }

  private static Attempt attempt(Machine machine, Wish wish) {
    return new Attempt(machine.kexec().id(), wish.request(), wish.content());
  }

  private boolean holds(Machine machine, Wish wish) {
    return held.contains(machine.receiver())
        && images.all(slot).stream()
            .anyMatch(r -> r.receiver().equals(machine.receiver()) && wish.isOf(r));
  }

  /** If a user emptied the slot, the effect of the next restart must not change unnoticed. */
  private boolean isDue(Wish wish) {
    int tries = wish.loss().map(Loss::tries).orElse(0);
    if (pauses.isEmpty() || (slot == Slot.DEFAULT && tries == 0)) {
      return false;
    }
    Optional<Instant> next = wish.loss().flatMap(Loss::nextTry);
    Duration left = next.map(this::left).orElse(Duration.ZERO);
    if (atOnce || left.isZero()) {
      return true;
    }
    later(left);
    return false;
  }

  /**
   * Returns how long to wait until a time; zero if it is over. A clock that was set back must not
   * delay an attempt for longer than the longest delay.
   */
  private Duration left(Instant next) {
    Duration left = Duration.between(clock.instant(), next);
    boolean isOver = left.isNegative() || left.compareTo(pauses.orElseThrow().longest()) > 0;
    return isOver ? Duration.ZERO : left;
  }

  private void load(Machine machine, Wish wish) throws KexecException {
    try (Leases leases = machine.leases()) {
      images.load(
          machine, planner.plan(wish.request(), machine, leases, ProgressListener.NONE), wish);
    }
  }

  /** {@return why the image could not be loaded, or empty if it was} */
  private Optional<String> move(Wish wish, Machine machine, boolean isLost) {
    try {
      requireFree(machine, wish);
      load(machine, wish);
      held.add(machine.receiver());
      // With the content that was recorded at the load.
      images.wishes(slot).stream().filter(wish::isSame).findFirst().ifPresent(this::arrived);
      return Optional.empty();
    } catch (KexecException e) {
      // A busy slot becomes free; any other failure repeats until something changes.
      if (e instanceof BusyException) {
        later(BUSY_PAUSE);
      } else {
        failed.add(attempt(machine, wish));
      }
      return Optional.of(stays(machine, e.fault().toString(), isLost, e));
    } catch (RuntimeException | LinkageError e) {
      failed.add(attempt(machine, wish));
      return Optional.of(stays(machine, unexpected(machine, e), isLost, e));
    }
  }

  private static String unexpected(Machine machine, Throwable e) {
    return "machine " + machine.name() + " failed unexpectedly: " + e;
  }

  private String stays(Machine machine, String reason, boolean isLost, Throwable cause) {
    trouble.put(machine.receiver(), reason);
    LOG.debug("because of", cause);
    if (!isLost) {
      LOG.warn("the {} image stays where it is: {}", slot.label(), reason);
      events.accept(new KexecEvent.MoveFailed(machine.name(), slot, reason));
    }
    return reason;
  }

  private void arrived(Wish wish) {
    trouble.remove(wish.receiver());
    forgetTroubleOfLesserOnes(wish);
    write(wish);
    retireOthers(wish);
  }

  /** What a machine has refused does not matter once a better one has the image. */
  private void forgetTroubleOfLesserOnes(Wish wish) {
    candidates.forRequest(wish.request()).stream()
        .map(Machine::receiver)
        .dropWhile(receiver -> !receiver.equals(wish.receiver()))
        .filter(receiver -> !held.contains(receiver))
        .forEach(trouble::remove);
  }

  /** What a receiver has refused does not matter when it neither has nor is to have an image. */
  private void forgetTroubleOfNobody() {
    Set<String> concerned = new HashSet<>();
    images.all(slot).forEach(record -> concerned.add(record.receiver()));
    for (Wish wish : images.wishes(slot)) {
      concerned.add(wish.receiver());
      candidates.forRequest(wish.request()).forEach(machine -> concerned.add(machine.receiver()));
    }
    trouble.keySet().retainAll(concerned);
  }

  private void tryLater(Wish wish, String reason) {
    int tries = wish.loss().map(Loss::tries).orElse(0) + 1;
    Duration pause = pauses.orElseThrow().after(tries);
    Instant now = clock.instant();
    LOG.warn("the {} image is not loaded; next try in {}: {}", slot.label(), pause, reason);
    Instant since = wish.loss().map(Loss::at).orElse(now);
    write(wish.lost(new Loss(since, reason, tries, Optional.of(now.plus(pause)))));
    later(pause);
  }

  private void write(Wish wish) {
    try {
      images.update(wish);
    } catch (KexecException e) {
      LOG.warn("what became of the {} image is not written down: {}", slot.label(), e.fault());
    }
  }

  /** Upkeep never evicts an image that a user loaded for this machine by name. */
  private void requireFree(Machine machine, Wish wish) throws KexecException {
    Optional<String> named = wish.request().machine();
    Held there = images.verify(machine, slot);
    boolean isFree = !there.loaded() || there.record().filter(r -> isIts(r, named)).isPresent();
    boolean isWantedByName =
        named.isEmpty()
            && images.wishes(slot).stream()
                .anyMatch(
                    w ->
                        w.request().machine().isPresent()
                            && w.receiver().equals(machine.receiver()));
    if (!isFree || isWantedByName) {
      throw new KexecException(
          new Fault(
              "slot-occupied",
              "moving the %s image to machine %s".formatted(slot.label(), machine.name()),
              there.loaded() && there.record().isEmpty()
                  ? "its slot holds an image that another program loaded"
                  : "its slot is for an image that was loaded for this machine by its name",
              "Unload that image, or load the wanted one there yourself."));
    }
  }

  private static boolean isIts(LoadRecord there, Optional<String> named) {
    return !there.wanted() || there.request().machine().equals(named);
  }

  private void refreshIfStale(Machine machine) {
    Stale known = stale.get(machine.name());
    if (pauses.isEmpty()) {
      // A short-lived process leaves that to its user, who sees it in the status.
      return;
    }
    if (known == null || !held.contains(machine.receiver())) {
      // An image that is loaded again, or for the first time, matches the machine at that time.
      stale.remove(machine.name());
      return;
    }
    Duration left = left(known.next());
    if (left.isZero()) {
      refresh(machine, known);
    } else {
      later(left);
    }
  }

  /** The new image is planned and staged before the receiver is called. */
  private void refresh(Machine machine, Stale known) {
    try {
      for (Wish wish : images.wishes(slot)) {
        if (wish.receiver().equals(machine.receiver())) {
          load(machine, wish);
        }
      }
      trouble.remove(machine.receiver());
      stale.remove(machine.name());
    } catch (BusyException e) {
      stays(machine, known, BUSY_PAUSE, e.fault().toString(), e);
    } catch (KexecException e) {
      stays(machine, known, pauseAfter(known.tries() + 1), e.fault().toString(), e);
    } catch (RuntimeException | LinkageError e) {
      stays(machine, known, pauseAfter(known.tries() + 1), unexpected(machine, e), e);
    }
  }

  private Duration pauseAfter(int tries) {
    return pauses.orElseThrow().after(tries);
  }

  private void stays(Machine machine, Stale known, Duration pause, String reason, Throwable e) {
    String all = "the image describes the machine as it was: " + reason;
    trouble.put(machine.receiver(), all);
    LOG.warn("the {} image could not be made anew: {}", slot.label(), reason);
    LOG.debug("because of", e);
    Instant next = clock.instant().plus(pause);
    stale.put(machine.name(), new Stale(known.tries() + 1, next));
    for (Wish wish : images.wishes(slot)) {
      // If the attempt destroyed the image, it is lost from now on.
      if (wish.receiver().equals(machine.receiver())) {
        wish.loss()
            .map(loss -> new Loss(loss.at(), loss.reason(), loss.tries(), Optional.of(next)))
            .ifPresent(loss -> write(wish.lost(loss)));
      }
    }
    later(pause);
  }

  private void retireOthers(Wish kept) {
    for (LoadRecord record : images.all(slot)) {
      boolean isCopy = record.request().machine().equals(kept.request().machine());
      if (isCopy && !record.receiver().equals(kept.receiver())) {
        candidates.reaching(record.receiver()).ifPresent(there -> retire(there, record));
      }
    }
  }

  private void retireUnwanted(List<Machine> present) {
    for (LoadRecord record : images.all(slot)) {
      if (!record.wanted()) {
        present.stream()
            .filter(machine -> machine.receiver().equals(record.receiver()))
            .findFirst()
            .ifPresent(there -> retire(there, record));
      }
    }
  }

  private void retire(Machine machine, LoadRecord record) {
    try {
      if (images.retire(machine, record)) {
        held.remove(machine.receiver());
        trouble.remove(machine.receiver());
      }
      repeats.remove(RETIRING + machine.receiver());
    } catch (KexecException e) {
      if (e instanceof BusyException) {
        later(BUSY_PAUSE);
      }
      staysLoaded(machine, e.fault().toString(), e);
    } catch (RuntimeException | LinkageError e) {
      staysLoaded(machine, unexpected(machine, e), e);
    }
  }

  private void staysLoaded(Machine machine, String reason, Throwable e) {
    trouble.put(machine.receiver(), reason);
    LOG.warn("an older {} image stays loaded: {}", slot.label(), reason);
    LOG.debug("because of", e);
    repeat(RETIRING + machine.receiver());
  }
}
