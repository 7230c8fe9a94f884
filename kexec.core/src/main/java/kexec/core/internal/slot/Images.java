package kexec.core.internal.slot;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import kexec.api.ImageRecord;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.WantedImage;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.PreparedImage;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.core.internal.machine.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts images into receivers and takes them out, and keeps what is written down of them true. It
 * decides nothing; its callers hold the slot's gate.
 */
final class Images {

  private static final Logger LOG = LoggerFactory.getLogger(Images.class);

  private final RecordStore records;
  private final Clock clock;
  private final Consumer<KexecEvent> events;

  /**
   * Makes it.
   *
   * @param records where it writes down what it did
   * @param clock tells when
   * @param events is told what happened
   */
  Images(RecordStore records, Clock clock, Consumer<KexecEvent> events) {
    this.records = records;
    this.clock = clock;
    this.events = events;
  }

  /**
   * What is known of a receiver's slot.
   *
   * @param loaded whether there is an image, as the receiver says
   * @param record what was written down of it; nothing where the slot is empty, where the receiver
   *     says that it is another image, or where a load was interrupted
   * @param confirmed whether the receiver says that it is the one that was written down
   * @param unfinished a load that began and has not ended, so that it cannot be told what is loaded
   */
  record Held(
      boolean loaded, Optional<LoadRecord> record, boolean confirmed, Optional<Wish> unfinished) {

    /**
     * Tells whether the slot has an image that is ours and wanted.
     *
     * @return whether it has
     */
    boolean isOurs() {
      return record.filter(LoadRecord::wanted).isPresent();
    }
  }

  /**
   * Hands an image to a receiver because a user asks for it. From then on it is wanted, and nothing
   * else is in its place.
   *
   * @param machine the machine the plan is for
   * @param plan a loadable plan
   * @param request what the plan was made of
   * @return the wish
   * @throws KexecException if it cannot be written down, in which case the receiver was not called,
   *     or if the receiver refuses; what it held is still there where it can be
   */
  Wish load(Machine machine, Plan plan, PlanRequest request) throws KexecException {
    Wish wish =
        new Wish(request, content(plan), clock.instant(), machine.receiver(), Optional.empty());
    return handOver(machine, plan, wish, true);
  }

  /**
   * Hands a wanted image to a receiver.
   *
   * @param machine the machine the plan is for
   * @param plan a loadable plan
   * @param wish whose image it is
   * @throws BusyException if something else is wanted by now
   * @throws KexecException as with a user's load
   */
  void load(Machine machine, Plan plan, Wish wish) throws KexecException {
    handOver(machine, plan, wish.metAt(machine.receiver(), content(plan)), false);
  }

  private Wish handOver(Machine machine, Plan plan, Wish wish, boolean isNew)
      throws KexecException {
    String attempted = "loading a " + wish.request();
    records.open(attempted);
    MachineKexec kexec = machine.kexec().service();
    PreparedImage image = kexec.prepare(plan);
    try {
      return records.locked(
          plan.slot(), attempted, () -> exchange(machine, image, wish, isNew, attempted));
    } finally {
      cleanUp(kexec, image);
    }
  }

  private Wish exchange(
      Machine machine, PreparedImage image, Wish wish, boolean isNew, String attempted)
      throws KexecException {
    if (!isNew) {
      requireWanted(wish, attempted);
    }
    boolean wasLoaded = machine.kexec().service().status().isLoaded(wish.slot());
    records.begun(wish);
    LoadedImage loaded = take(machine, image, wish, wasLoaded);
    try {
      writeDown(machine, image.plan(), wish, loaded, isNew);
    } finally {
      // After the record, so that a listener that asks is told of this image.
      events.accept(new KexecEvent.ImageLoaded(machine.name(), wish.slot()));
    }
    return wish;
  }

  /** Another process may have loaded or unloaded while the image was planned and staged. */
  private void requireWanted(Wish wish, String attempted) throws BusyException {
    if (records.wishes(wish.slot()).stream().noneMatch(wish::isSame)) {
      throw new BusyException(
          new Fault(
              "no-longer-wanted",
              attempted,
              "another process has loaded or unloaded meanwhile, and this image is not wanted now",
              "Nothing is to be done."));
    }
  }

  private LoadedImage take(Machine machine, PreparedImage image, Wish wish, boolean wasLoaded)
      throws KexecException {
    try {
      return machine.kexec().service().load(image);
    } catch (KexecException | RuntimeException e) {
      refused(machine, wish.slot(), wasLoaded, e);
      throw e;
    }
  }

  /** A slot that is not empty after a refusal holds what it held before. */
  private void refused(Machine machine, Slot slot, boolean wasLoaded, Exception refusal) {
    try {
      if (!machine.kexec().service().status().isLoaded(slot)) {
        records.forget(machine.receiver(), slot);
        if (wasLoaded) {
          setLost(machine, slot, "the load of another one has cost it: " + reason(refusal), 1);
        }
      }
      records.ended(machine.receiver(), slot);
    } catch (KexecException | RuntimeException e) {
      // The mark stays: it cannot be told what the slot holds.
      refusal.addSuppressed(e);
    }
  }

  private static String reason(Exception e) {
    return e instanceof KexecException known ? known.fault().toString() : e.toString();
  }

  private void writeDown(Machine machine, Plan plan, Wish wish, LoadedImage loaded, boolean isNew)
      throws KexecException {
    records.save(
        new LoadRecord(
            machine.receiver(),
            wish.request(),
            wish.content(),
            describe(plan, wish.request(), loaded),
            loaded.identity(),
            hardware(machine, plan.slot()),
            true));
    records.save(wish);
    if (isNew) {
      for (Wish other : records.wishes(plan.slot())) {
        if (other.receiver().equals(machine.receiver()) && !other.isSame(wish)) {
          records.delete(other);
        }
      }
    }
    records.ended(machine.receiver(), plan.slot());
  }

  /** Only crash images describe the machine. */
  private static String hardware(Machine machine, Slot slot) {
    return slot == Slot.CRASH ? machine.kexec().service().hardware() : "";
  }

  /**
   * Tells whether a crash image describes a machine that has changed since it was loaded.
   *
   * @param machine the machine
   * @param record the image's record
   * @return whether it does; false where the machine did not say what it has, or does not say so
   *     now
   */
  static boolean isOutdated(Machine machine, LoadRecord record) {
    String now = hardware(machine, record.request().slot());
    return !now.isEmpty() && !record.hardware().isEmpty() && !now.equals(record.hardware());
  }

  private static void cleanUp(MachineKexec kexec, PreparedImage image) {
    try {
      kexec.cleanup(image);
    } catch (RuntimeException e) {
      // The image is loaded, or refused with a reason of its own, which this must not hide.
      LOG.warn("what was staged for an image of {} could not be given back", kexec.receiver(), e);
    }
  }

  private ImageRecord describe(Plan plan, PlanRequest request, LoadedImage loaded) {
    long bytes = plan.segments().stream().mapToLong(segment -> segment.data().size()).sum();
    return new ImageRecord(
        request.kernel(),
        request.initrds(),
        loaded.commandLine(),
        bytes,
        plan.segments().size(),
        clock.instant(),
        Optional.of(loaded.method()));
  }

  /** Segments that a machine's addresses are written into differ from machine to machine. */
  private static String content(Plan plan) throws KexecException {
    String digests =
        plan.segments().stream()
            .filter(segment -> isFromFiles(segment.role()))
            .sorted(Comparator.comparing(Segment::role))
            .map(segment -> segment.role().label() + segment.digest())
            .collect(Collectors.joining(" "));
    return SegmentData.ofBytes(digests.getBytes(StandardCharsets.UTF_8)).digest().hex();
  }

  private static boolean isFromFiles(SegmentRole role) {
    return role == SegmentRole.KERNEL || role == SegmentRole.INITRD || role == SegmentRole.MODULE;
  }

  /**
   * Takes the image out of a slot and forgets it. What is wanted stays wanted.
   *
   * @param machine the machine
   * @param slot the slot
   * @throws KexecException if the receiver refuses
   */
  void unload(Machine machine, Slot slot) throws KexecException {
    records.locked(slot, unloading(slot), () -> takeOut(machine, slot));
  }

  /**
   * Takes the image out of a slot because a user asks for it, and wants none there any more.
   *
   * @param machine the machine
   * @param slot the slot
   * @param everywhere whether the image that no machine was named for is meant, wherever it is
   * @throws KexecException if that cannot be written down, in which case the receiver was not
   *     called, or if the receiver refuses; what was wanted is still wanted then
   */
  void withdraw(Machine machine, Slot slot, boolean everywhere) throws KexecException {
    records.locked(
        slot,
        unloading(slot),
        () -> {
          List<Wish> ended = new ArrayList<>();
          boolean complete = false;
          try {
            for (Wish wish : records.wishes(slot)) {
              if (isMeant(wish, machine, everywhere)) {
                records.delete(wish);
                ended.add(wish);
              }
            }
            takeOut(machine, slot);
            complete = true;
          } finally {
            if (!complete) {
              restore(ended);
            }
          }
          return slot;
        });
  }

  private static String unloading(Slot slot) {
    return "unloading the " + slot.label() + " slot";
  }

  private static boolean isMeant(Wish wish, Machine machine, boolean everywhere) {
    Optional<String> named = wish.request().machine();
    return wish.receiver().equals(machine.receiver())
        || named.equals(Optional.of(machine.name()))
        || (everywhere && named.isEmpty());
  }

  private void restore(List<Wish> wishes) {
    for (Wish wish : wishes) {
      try {
        records.save(wish);
      } catch (KexecException e) {
        LOG.warn("an image is no longer wanted, although it is loaded: {}", e.fault().toString());
      }
    }
  }

  private Slot takeOut(Machine machine, Slot slot) throws KexecException {
    machine.kexec().service().unload(slot);
    records.forget(machine.receiver(), slot);
    records.ended(machine.receiver(), slot);
    events.accept(new KexecEvent.ImageUnloaded(machine.name(), slot));
    return slot;
  }

  /**
   * Looks at a slot. Nothing is changed.
   *
   * @param machine the machine
   * @param slot the slot
   * @return what is known of it now
   * @throws KexecException if the receiver cannot be asked
   */
  Held look(Machine machine, Slot slot) throws KexecException {
    return look(machine, slot, machine.kexec().service().status());
  }

  /**
   * Looks at a slot of a receiver that was just asked.
   *
   * @param machine the machine
   * @param slot the slot
   * @param status what the receiver said
   * @return what is known of the slot now
   */
  Held look(Machine machine, Slot slot, MachineStatus status) {
    if (!status.isLoaded(slot)) {
      return new Held(false, Optional.empty(), false, Optional.empty());
    }
    Optional<Wish> unfinished = records.unfinished(machine.receiver(), slot);
    Optional<LoadRecord> record = records.find(machine.receiver(), slot);
    Optional<String> written = record.flatMap(LoadRecord::identity);
    Optional<String> now = status.identity(slot);
    boolean confirmed = now.isPresent() && now.equals(written);
    boolean other = now.isPresent() && !confirmed;
    if (confirmed) {
      return new Held(true, record, true, Optional.empty());
    }
    return new Held(
        true, other || unfinished.isPresent() ? Optional.empty() : record, false, unfinished);
  }

  /**
   * Looks at a slot, and deletes what is written down of an image that is no longer there.
   *
   * @param machine the machine whose receiver is asked
   * @param slot the slot
   * @return what is known of the slot now
   * @throws KexecException if it cannot be asked, or another process is at work there
   */
  Held verify(Machine machine, Slot slot) throws KexecException {
    String receiver = machine.receiver();
    if (records.find(receiver, slot).isEmpty() && records.unfinished(receiver, slot).isEmpty()) {
      return look(machine, slot);
    }
    // A record that another process writes between question and answer must not be deleted.
    return records.locked(slot, looking(slot), () -> verifyAlone(machine, slot));
  }

  private static String looking(Slot slot) {
    return "looking at the " + slot.label() + " slot";
  }

  private Held verifyAlone(Machine machine, Slot slot) throws KexecException {
    Held held = look(machine, slot);
    if (!held.loaded() || held.confirmed()) {
      records.ended(machine.receiver(), slot);
    }
    if (held.record().isEmpty() && held.unfinished().isEmpty()) {
      records.forget(machine.receiver(), slot);
    }
    return held;
  }

  /**
   * Returns all that is known to be loaded anywhere.
   *
   * @param slot the slot
   * @return the records, the newest first
   */
  List<LoadRecord> all(Slot slot) {
    return records.all(slot).stream()
        .sorted(Comparator.comparing((LoadRecord record) -> record.image().loadedAt()).reversed())
        .toList();
  }

  /**
   * Returns what is wanted in a slot.
   *
   * @param slot the slot
   * @return the wishes, the newest first
   */
  List<Wish> wishes(Slot slot) {
    return records.wishes(slot).stream()
        .sorted(Comparator.comparing(Wish::since).reversed())
        .toList();
  }

  /**
   * Writes down that an image which was found is wanted, where nothing says what is.
   *
   * @param record its record
   * @throws KexecException if it cannot be written
   */
  void want(LoadRecord record) throws KexecException {
    Slot slot = record.request().slot();
    Wish wish =
        new Wish(
            record.request(),
            record.content(),
            record.image().loadedAt(),
            record.receiver(),
            Optional.empty());
    Optional<String> machine = record.request().machine();
    records.locked(
        slot,
        looking(slot),
        () -> {
          if (wishes(slot).stream().noneMatch(w -> w.request().machine().equals(machine))) {
            records.save(wish);
          }
          return slot;
        });
  }

  /**
   * Writes down what became of a wish, unless something else is wanted by now.
   *
   * @param wish the changed wish
   * @throws KexecException if it cannot be written
   */
  void update(Wish wish) throws KexecException {
    records.locked(
        wish.slot(),
        looking(wish.slot()),
        () -> {
          for (Wish now : wishes(wish.slot())) {
            if (now.isSame(wish) && !now.equals(wish)) {
              records.save(wish);
            }
          }
          return wish;
        });
  }

  /**
   * Writes down and tells that a wanted image was found to be gone. It is told once.
   *
   * @param machine the machine that had it
   * @param slot the slot
   * @param reason what happened to it
   * @throws KexecException if the receiver cannot be asked, or another process is at work there
   */
  void lost(Machine machine, Slot slot, String reason) throws KexecException {
    if (justLost(machine, slot).isEmpty()) {
      return;
    }
    records.locked(
        slot,
        looking(slot),
        () -> {
          if (!look(machine, slot).isOurs()) {
            setLost(machine, slot, reason, 0);
          }
          return slot;
        });
  }

  private List<Wish> justLost(Machine machine, Slot slot) {
    return records.wishes(slot).stream()
        .filter(wish -> wish.receiver().equals(machine.receiver()) && wish.loss().isEmpty())
        .toList();
  }

  private void setLost(Machine machine, Slot slot, String reason, int tries) {
    for (Wish wish : justLost(machine, slot)) {
      LOG.warn("the {} image of machine {} is lost: {}", slot.label(), machine.name(), reason);
      try {
        records.save(
            wish.lost(new WantedImage.Loss(clock.instant(), reason, tries, Optional.empty())));
      } catch (KexecException e) {
        // Whoever looks next sees the empty slot, and that an image is wanted there.
        LOG.warn("the loss could not be written down: {}", e.fault().toString());
      }
      events.accept(new KexecEvent.ImageLost(machine.name(), slot, reason));
    }
  }

  /**
   * Ends all that was wanted of a receiver whose slot is empty now, because it has started a
   * kernel.
   *
   * @param machine the machine
   * @param slot the slot
   * @throws KexecException if it cannot be asked, or that cannot be written down
   */
  void endWishes(Machine machine, Slot slot) throws KexecException {
    if (verify(machine, slot).loaded()) {
      return;
    }
    records.locked(
        slot,
        looking(slot),
        () -> {
          for (Wish wish : wishes(slot)) {
            if (wish.receiver().equals(machine.receiver())) {
              records.delete(wish);
            }
          }
          return slot;
        });
  }

  /**
   * Deletes what is written down of receivers in whose place a machine's receiver is now, such as
   * those of earlier boots.
   *
   * @param machine the machine
   * @param slot the slot
   */
  void purge(Machine machine, Slot slot) {
    records.purge(slot, machine.kexec().service()::isSuccessorOf);
  }

  /**
   * Writes down that an image in a receiver that cannot be reached now is to be unloaded.
   *
   * @param record its record
   * @throws KexecException if it cannot be written
   */
  void disown(LoadRecord record) throws KexecException {
    Slot slot = record.request().slot();
    records.locked(
        slot,
        unloading(slot),
        () -> {
          records.save(record.unwanted());
          return slot;
        });
  }
}
