package kexec.core.internal.slot;

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
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.core.internal.machine.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one slot as it should be while machines come and go: adopts images that are found in their
 * receivers, moves the wanted image to a better machine, and takes out what is no longer wanted.
 *
 * <p>An image is loaded on the new machine before it is unloaded from the old one, so that a crash
 * kernel that was armed is armed at every moment. Only images that were seen loaded in this core's
 * lifetime are moved: a record alone says what may be in a receiver that is not there, and moves
 * nothing.
 *
 * <p>Its callers hold the slot's gate.
 */
final class Upkeep {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  /** Makes a plan for a machine. */
  @FunctionalInterface
  interface PlanMaker {

    /**
     * Makes a plan.
     *
     * @param request what to boot
     * @param machine the machine
     * @return a loadable plan
     * @throws KexecException if there is none
     */
    Plan plan(PlanRequest request, Machine machine) throws KexecException;
  }

  private record Attempt(long serviceId, PlanRequest request, String content) {}

  private final Slot slot;
  private final Images images;
  private final Candidates candidates;
  private final PlanMaker planner;
  private final Consumer<KexecEvent> events;
  private final Set<String> held = new HashSet<>();
  private final Set<Attempt> failed = new HashSet<>();
  private final Map<String, String> trouble = new ConcurrentHashMap<>();
  private boolean wasBusy;

  /**
   * Makes it.
   *
   * @param slot the slot to keep
   * @param images moves images
   * @param candidates says which machines may have an image
   * @param planner plans an image for another machine
   * @param events is told what happened
   */
  Upkeep(
      Slot slot,
      Images images,
      Candidates candidates,
      PlanMaker planner,
      Consumer<KexecEvent> events) {
    this.slot = slot;
    this.images = images;
    this.candidates = candidates;
    this.planner = planner;
    this.events = events;
  }

  /**
   * Says that an image was loaded here and now.
   *
   * @param receiver where
   */
  void hold(String receiver) {
    held.add(receiver);
    trouble.clear();
  }

  /**
   * Says that the user emptied a slot: what was in trouble for the image in it is so no more, and
   * what failed because of it may succeed now.
   */
  void release() {
    trouble.clear();
    failed.clear();
  }

  /** Lets every move be tried again. */
  void forgetFailures() {
    failed.clear();
  }

  /**
   * Tells why the wanted image is not where it should be.
   *
   * @param receiver a receiver
   * @return the trouble with it, or nothing
   */
  Optional<String> trouble(String receiver) {
    return Optional.ofNullable(trouble.get(receiver));
  }

  /**
   * Does all that is to be done now.
   *
   * @return whether a receiver was busy, so that there is more to do soon
   */
  boolean run() {
    wasBusy = false;
    List<Machine> present = candidates.all();
    forgetFailuresOfOthers(present);
    present.forEach(this::adopt);
    Map<Optional<String>, LoadRecord> wanted = new HashMap<>();
    for (LoadRecord record : images.all(slot)) {
      if (record.wanted() && held.contains(record.receiver())) {
        wanted.putIfAbsent(record.request().machine(), record);
      }
    }
    wanted.values().forEach(this::settle);
    retireUnwanted(present);
    return wasBusy;
  }

  /**
   * Loads the wanted image of a machine again, because the machine is no longer what the image was
   * made for. The new one is planned and staged before the receiver is asked to take it.
   *
   * @param name the machine's name
   * @return whether its receiver was busy, so that it is to be tried again soon
   */
  boolean refresh(String name) {
    wasBusy = false;
    candidates.all().stream().filter(machine -> machine.name().equals(name)).forEach(this::refresh);
    return wasBusy;
  }

  private void refresh(Machine machine) {
    try {
      Optional<LoadRecord> record = images.find(machine, slot).filter(LoadRecord::wanted);
      if (record.isPresent() && images.verify(machine, slot)) {
        PlanRequest request = record.get().request();
        images.load(machine, planner.plan(request, machine), request);
        trouble.remove(machine.receiver());
      }
    } catch (KexecException e) {
      wasBusy |= e instanceof BusyException;
      String reason = "the image describes the machine as it was: " + e.fault();
      trouble.put(machine.receiver(), reason);
      LOG.warn("the {} image could not be made anew: {}", slot.label(), reason);
    }
  }

  private void forgetFailuresOfOthers(List<Machine> present) {
    Set<Long> ids = new HashSet<>();
    present.forEach(machine -> ids.add(machine.kexec().id()));
    failed.removeIf(attempt -> !ids.contains(attempt.serviceId()));
  }

  private void adopt(Machine machine) {
    try {
      boolean known = images.find(machine, slot).filter(LoadRecord::wanted).isPresent();
      boolean loaded = images.verify(machine, slot);
      if (!loaded) {
        held.remove(machine.receiver());
      } else if (known && held.add(machine.receiver())) {
        events.accept(new KexecEvent.ImageAdopted(machine.name(), slot));
      }
    } catch (KexecException | RuntimeException e) {
      // Also what no machine should throw: the other machines' images are to be kept all the same.
      LOG.warn("cannot ask {} what it holds", machine.name(), e);
    }
  }

  /** The first machine that has the image, or takes it, is where it belongs. */
  private void settle(LoadRecord newest) {
    for (Machine machine : candidates.forRequest(newest.request())) {
      if (holds(machine, newest) || move(newest, machine)) {
        trouble.remove(machine.receiver());
        retireOthers(newest, machine.receiver());
        return;
      }
    }
  }

  private boolean holds(Machine machine, LoadRecord newest) {
    return held.contains(machine.receiver())
        && images.find(machine, slot).filter(r -> r.wanted() && r.sameImage(newest)).isPresent();
  }

  private boolean move(LoadRecord wanted, Machine machine) {
    Attempt attempt = new Attempt(machine.kexec().id(), wanted.request(), wanted.content());
    if (failed.contains(attempt)) {
      return false;
    }
    try {
      requireFree(machine, wanted);
      images.load(machine, planner.plan(wanted.request(), machine), wanted.request());
      held.add(machine.receiver());
      return true;
    } catch (KexecException e) {
      // What is busy now is free later; anything else fails again until something changes.
      if (e instanceof BusyException) {
        wasBusy = true;
      } else {
        failed.add(attempt);
      }
      stays(machine, e.fault().toString(), e);
      return false;
    } catch (RuntimeException e) {
      failed.add(attempt);
      stays(machine, "machine " + machine.name() + " failed unexpectedly: " + e, e);
      return false;
    }
  }

  private void stays(Machine machine, String reason, Exception cause) {
    trouble.put(machine.receiver(), reason);
    LOG.warn("the {} image stays where it is: {}", slot.label(), reason);
    LOG.debug("because of", cause);
    events.accept(new KexecEvent.MoveFailed(machine.name(), slot, reason));
  }

  /** The upkeep takes no slot from an image that somebody wants there. */
  private void requireFree(Machine machine, LoadRecord wanted) throws KexecException {
    if (!images.verify(machine, slot)) {
      return;
    }
    Optional<LoadRecord> there = images.find(machine, slot);
    boolean ours =
        there
            .filter(r -> !r.wanted() || r.request().machine().equals(wanted.request().machine()))
            .isPresent();
    if (!ours) {
      throw new KexecException(
          new Fault(
              "slot-occupied",
              "moving the %s image to machine %s".formatted(slot.label(), machine.name()),
              there.isPresent()
                  ? "its slot holds an image that was loaded for this machine by its name"
                  : "its slot holds an image that another program loaded",
              "Unload that image, or load the wanted one there yourself."));
    }
  }

  /**
   * Unloads older copies of an image.
   *
   * @param kept the image
   * @param receiver where it stays
   */
  void retireOthers(LoadRecord kept, String receiver) {
    for (LoadRecord record : images.all(slot)) {
      boolean copy = record.request().machine().equals(kept.request().machine());
      if (copy && !record.receiver().equals(receiver)) {
        candidates.reaching(record.receiver()).ifPresent(this::retire);
      }
    }
  }

  private void retireUnwanted(List<Machine> present) {
    for (Machine machine : present) {
      if (images.find(machine, slot).filter(record -> !record.wanted()).isPresent()) {
        retire(machine);
      }
    }
  }

  private void retire(Machine machine) {
    try {
      images.unload(machine, slot);
      held.remove(machine.receiver());
      trouble.remove(machine.receiver());
    } catch (KexecException e) {
      trouble.put(machine.receiver(), e.fault().toString());
      LOG.warn("an older {} image stays loaded: {}", slot.label(), e.fault().toString());
    }
  }
}
