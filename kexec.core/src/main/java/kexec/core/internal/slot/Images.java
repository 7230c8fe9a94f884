package kexec.core.internal.slot;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import kexec.api.ImageRecord;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.WantedImage;
import kexec.api.fault.BadFileException;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.PreparedImage;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.api.rehearse.RehearsalVerdict;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.policy.Requirement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads images into receivers, unloads them, and keeps their records correct. Makes no decisions.
 * Callers must hold the slot's gate.
 */
final class Images {

  private static final Logger LOG = LoggerFactory.getLogger(Images.class);

  private final RecordStore records;
  private final Clock clock;
  private final Consumer<KexecEvent> events;

  /** The receivers that start a kernel, with the number of executions. */
  private final Map<String, Integer> executing = new ConcurrentHashMap<>();

  /**
   * Creates the image operations.
   *
   * @param records the persisted records
   * @param clock supplies timestamps
   * @param events receives the events
   */
  Images(RecordStore records, Clock clock, Consumer<KexecEvent> events) {
    this.records = records;
    this.clock = clock;
    this.events = events;
  }

  /**
   * The state of a receiver's slot.
   *
   * @param loaded whether the receiver reports an image
   * @param record the image's record; empty if the slot is empty, if the receiver reports a
   *     different image, or if a load was interrupted
   * @param confirmed whether the receiver confirms that its image is the recorded one
   * @param unfinished a load that began and has not ended, so that the loaded image is unknown
   * @param unread why the record cannot be read, so that the loaded image is unknown
   */
  record Held(
      boolean loaded,
      Optional<LoadRecord> record,
      boolean confirmed,
      Optional<Wish> unfinished,
      Optional<String> unread) {

    private static Held of(boolean loaded, Optional<String> unread) {
      return new Held(loaded, Optional.empty(), false, Optional.empty(), unread);
    }

    /** {@return whether the records tell what the slot holds} */
    boolean isKnown() {
      return unfinished.isEmpty() && unread.isEmpty();
    }

    /** {@return whether the slot holds an image that this program loaded and that is wanted} */
    boolean isOurs() {
      return record.filter(LoadRecord::wanted).isPresent();
    }
  }

  /**
   * The state of a receiver's slot, and the wish for an image there.
   *
   * @param held the state of the slot
   * @param wish the wish; empty if nothing is wanted of this receiver
   * @param inWork whether another operation on the slot is not finished, so that an image may be
   *     missing only for a moment
   */
  record Kept(Held held, Optional<Wish> wish, boolean inWork) {

    /** {@return whether the wanted image is not there, and nobody has recorded its loss yet} */
    private boolean isNewLoss() {
      return wish.filter(wanted -> wanted.loss().isEmpty()).isPresent()
          && !held.isOurs()
          && held.isKnown();
    }

    /** {@return the wish whose image is not there; empty if it is, or if that cannot be told} */
    Optional<Wish> lost() {
      return inWork || held.isOurs() || !held.isKnown() ? Optional.empty() : wish;
    }
  }

  /**
   * Loads an image at a user's request. It becomes the wanted image, instead of any other there.
   *
   * @param machine the machine the plan is for
   * @param image a loadable plan
   * @param request the request that was planned
   * @param verdict how the plan's rehearsal ended; empty if it was not rehearsed
   * @param progress told how much of the content is read
   * @return the wish
   * @throws KexecException if the wish cannot be persisted, in which case the receiver was not
   *     called, or if the receiver rejects the image; the previous image is kept where possible
   */
  Wish load(
      Machine machine,
      PlannedImage image,
      PlanRequest request,
      Optional<RehearsalVerdict> verdict,
      ProgressListener progress)
      throws KexecException {
    String digest = image.digest();
    Wish wish =
        new Wish(
            request,
            image.content(),
            clock.instant(),
            machine.receiver(),
            Optional.empty(),
            verdict.map(known -> new Rehearsed(known, digest)));
    return handOver(machine, image, wish, true, progress);
  }

  /**
   * Loads a wanted image into a receiver.
   *
   * @param machine the machine the plan is for
   * @param image a loadable plan
   * @param wish the wish for this image
   * @throws BusyException if a different image is wanted by now
   * @throws KexecException as with a user's load
   */
  void load(Machine machine, PlannedImage image, Wish wish) throws KexecException {
    handOver(
        machine,
        image,
        wish.metAt(machine.receiver(), image.content()),
        false,
        ProgressListener.NONE);
  }

  /**
   * Verifies that a load could be recorded, before anything is done for it that takes long.
   *
   * @param request the request to load
   * @throws KexecException if it could not
   */
  void requireRecords(PlanRequest request) throws KexecException {
    records.open("loading a " + request);
  }

  private Wish handOver(
      Machine machine, PlannedImage planned, Wish wish, boolean isNew, ProgressListener progress)
      throws KexecException {
    String attempted = "loading a " + wish.request();
    records.open(attempted);
    MachineKexec kexec = machine.kexec().service();
    PreparedImage image = kexec.prepare(planned.plan(), progress);
    try {
      return records.locked(
          wish.slot(), attempted, () -> exchange(machine, planned, image, wish, isNew));
    } finally {
      cleanUp(kexec, image);
    }
  }

  private Wish exchange(
      Machine machine, PlannedImage planned, PreparedImage image, Wish wish, boolean isNew)
      throws KexecException {
    if (!isNew) {
      requireWanted(wish);
    }
    // Before the receiver gives up what it has.
    planned.requireApproved();
    boolean wasLoaded = machine.kexec().service().status().isLoaded(wish.slot());
    // A command has no upkeep: without this, each boot would leave its records behind.
    purge(machine, wish.slot());
    records.begun(wish);
    LoadedImage loaded = take(machine, planned, image, wish, wasLoaded);
    try {
      writeDown(machine, planned, wish, loaded, isNew);
    } finally {
      // After the record, so that a listener that queries the status sees this image.
      events.accept(new KexecEvent.ImageLoaded(machine.name(), wish.slot()));
    }
    return wish;
  }

  /** Another process may have loaded or unloaded while the image was planned and staged. */
  private void requireWanted(Wish wish) throws KexecException {
    if (records.wishes(wish.slot()).stream().noneMatch(wish::isSame)) {
      throw new BusyException(
          new Fault(
              "no-longer-wanted",
              "loading a " + wish.request(),
              "another process has loaded or unloaded meanwhile, and this image is not wanted now",
              "Nothing is to be done."));
    }
  }

  private LoadedImage take(
      Machine machine, PlannedImage planned, PreparedImage image, Wish wish, boolean wasLoaded)
      throws KexecException {
    LoadedImage loaded;
    try {
      loaded = machine.kexec().service().load(image);
    } catch (KexecException | RuntimeException | LinkageError e) {
      refused(machine, wish.slot(), wasLoaded, e);
      throw e;
    }
    requireContent(machine, planned, image.plan(), wasLoaded);
    return loaded;
  }

  /**
   * Without a second digest, the leases have to be held until the receiver has its own copy. If one
   * was not, the files must still have the planned content, or the image is taken out again. With a
   * policy that is not enough: they may have had another content in between.
   */
  private void requireContent(Machine machine, PlannedImage planned, Plan plan, boolean wasLoaded)
      throws KexecException {
    try {
      planned.requireApproved();
      for (Segment segment : plan.segments()) {
        if (segment.data().hasLostLease()) {
          segment.requireContent("loading the " + plan);
        }
      }
    } catch (BadFileException e) {
      takeBack(machine, plan.slot(), e);
      refused(machine, plan.slot(), wasLoaded, e);
      throw e;
    }
  }

  /**
   * Unloads an image that is not the planned one. If that fails, the mark of the load stays: the
   * slot holds neither this image nor the one before.
   */
  private static void takeBack(Machine machine, Slot slot, BadFileException refusal)
      throws BadFileException {
    try {
      machine.kexec().service().unload(slot);
    } catch (KexecException | RuntimeException | LinkageError e) {
      Fault fault = refusal.fault();
      BadFileException stays =
          new BadFileException(
              new Fault(
                  fault.code(),
                  fault.attempted(),
                  fault.cause()
                      + "; the image is loaded nevertheless, because it could not be unloaded: "
                      + reason(e),
                  "Unload the slot. " + fault.cure()),
              refusal);
      stays.addSuppressed(e);
      throw stays;
    }
  }

  /** A slot that is not empty after a rejected load still holds its previous image. */
  private void refused(Machine machine, Slot slot, boolean wasLoaded, Throwable refusal) {
    try {
      if (!machine.kexec().service().status().isLoaded(slot)) {
        records.forget(machine.receiver(), slot);
        if (wasLoaded) {
          setLost(machine, slot, "the load of another one has cost it: " + reason(refusal), 1);
        }
      }
      records.ended(machine.receiver(), slot);
    } catch (KexecException | RuntimeException | LinkageError e) {
      // The mark stays: the content of the slot is unknown.
      refusal.addSuppressed(e);
    }
  }

  private static String reason(Throwable e) {
    return e instanceof KexecException known ? known.fault().toString() : e.toString();
  }

  private void writeDown(
      Machine machine, PlannedImage planned, Wish wish, LoadedImage loaded, boolean isNew)
      throws KexecException {
    String digest = planned.digest();
    records.save(
        new LoadRecord(
            machine.receiver(),
            wish.request(),
            wish.content(),
            digest,
            describe(planned.plan(), wish, loaded, digest),
            loaded.identity(),
            planned.hardware(),
            Optional.of(planned.origin()),
            planned.approval().map(PlannedImage.Approval::requirement).orElse(Requirement.OFF),
            true));
    records.save(wish);
    if (isNew) {
      disownCopies(wish.slot(), wish.request().machine(), machine);
      for (Wish other : records.wishes(wish.slot())) {
        if (other.receiver().equals(machine.receiver()) && !other.isSame(wish)) {
          end(other, machine);
        }
      }
    }
    records.ended(machine.receiver(), wish.slot());
  }

  /**
   * {@return the machine's description of the hardware that an image depends on; empty if it does
   * not report it, and for other images than those for the crash slot, which alone describe the
   * machine}
   *
   * @param machine the machine
   * @param slot the slot of the image
   */
  static String hardware(Machine machine, Slot slot) {
    return slot == Slot.CRASH ? machine.kexec().service().hardware() : "";
  }

  /**
   * {@return whether a crash image describes a machine that has changed since it was loaded; false
   * if the machine did not report its hardware then, or does not report it now}
   *
   * @param machine the machine
   * @param record the image's record
   */
  static boolean isOutdated(Machine machine, LoadRecord record) {
    String now = hardware(machine, record.request().slot());
    return !now.isEmpty() && !record.hardware().isEmpty() && !now.equals(record.hardware());
  }

  private static void cleanUp(MachineKexec kexec, PreparedImage image) {
    try {
      kexec.cleanup(image);
    } catch (RuntimeException | LinkageError e) {
      // The image is loaded, or was rejected for a reason that this failure must not hide.
      LOG.warn("what was staged for an image of {} could not be given back", kexec.receiver(), e);
    }
  }

  /** An image that was planned again counts as rehearsed only if it is the rehearsed one. */
  private ImageRecord describe(Plan plan, Wish wish, LoadedImage loaded, String digest) {
    long bytes = plan.contentSize();
    return new ImageRecord(
        wish.request().kernel(),
        wish.request().initrds(),
        loaded.commandLine(),
        bytes,
        plan.segments().size(),
        clock.instant(),
        Optional.of(loaded.method()),
        wish.rehearsed().flatMap(rehearsed -> rehearsed.of(digest)));
  }

  /**
   * Unloads an image that is not wanted where it is, and deletes its record. Another process may
   * have loaded something else there since the record was read, or may want this image there now:
   * it is left alone then, as is an image that its receiver reports as another program's.
   *
   * @param machine the machine
   * @param record the record of the image
   * @return whether the image is there no more
   * @throws KexecException if the receiver refuses
   */
  boolean retire(Machine machine, LoadRecord record) throws KexecException {
    Slot slot = record.request().slot();
    return records.locked(
        slot,
        unloading(slot),
        () -> {
          Optional<LoadRecord> there = verifyAlone(machine, slot).record();
          if (there.filter(record::equals).isEmpty()) {
            return there.isEmpty();
          }
          boolean belongs =
              records.wishes(slot).stream()
                  .filter(wish -> wish.receiver().equals(record.receiver()))
                  .anyMatch(wish -> wish.request().machine().equals(record.request().machine()));
          if (!belongs) {
            takeOut(machine, slot);
          }
          return !belongs;
        });
  }

  /**
   * Unloads a slot's image at a user's request and ends the wish for it.
   *
   * @param machine the machine
   * @param slot the slot
   * @param everywhere whether to include the image for which no machine was named, wherever it is
   * @throws KexecException if the change cannot be persisted, in which case the receiver was not
   *     called, or if the receiver refuses; the wishes then stay
   */
  void withdraw(Machine machine, Slot slot, boolean everywhere) throws KexecException {
    records.openIfPossible();
    records.locked(
        slot,
        unloading(slot),
        () -> {
          purge(machine, slot);
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
          for (Wish wish : ended) {
            disownCopies(slot, wish.request().machine(), machine);
          }
          if (everywhere) {
            disownCopies(slot, Optional.empty(), machine);
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
   * {@return the current state of a slot; changes nothing}
   *
   * @param machine the machine
   * @param slot the slot
   * @throws KexecException if the receiver cannot be queried
   */
  Held look(Machine machine, Slot slot) throws KexecException {
    return look(machine, slot, machine.kexec().service().status());
  }

  /**
   * {@return the current state of a slot, given its receiver's status}
   *
   * @param machine the machine
   * @param slot the slot
   * @param status the receiver's status
   */
  Held look(Machine machine, Slot slot, MachineStatus status) {
    if (!status.isLoaded(slot)) {
      return Held.of(false, Optional.empty());
    }
    Optional<Wish> unfinished;
    Optional<LoadRecord> record;
    try {
      unfinished = records.unfinished(machine.receiver(), slot);
      record = records.find(machine.receiver(), slot);
    } catch (KexecException e) {
      return Held.of(true, Optional.of(e.fault().toString()));
    }
    Optional<String> written = record.flatMap(LoadRecord::identity);
    Optional<String> now = status.identity(slot);
    boolean confirmed = now.isPresent() && now.equals(written);
    boolean other = now.isPresent() && !confirmed;
    if (confirmed) {
      return new Held(true, record, true, Optional.empty(), Optional.empty());
    }
    return new Held(
        true,
        other || unfinished.isPresent() ? Optional.empty() : record,
        false,
        unfinished,
        Optional.empty());
  }

  /**
   * {@return the current state of a slot, and what is wanted there; changes nothing} A loss that is
   * not recorded is looked at a second time while other operations are excluded: an image that is
   * being loaded, moved or unloaded is not lost, although its record and its receiver differ then.
   *
   * @param machine the machine
   * @param slot the slot
   * @param status the receiver's status
   */
  Kept kept(Machine machine, Slot slot, MachineStatus status) {
    Kept seen = kept(machine, slot, look(machine, slot, status));
    if (!seen.isNewLoss()) {
      return seen;
    }
    try {
      return records.lockedSoon(
          slot, looking(slot), () -> kept(machine, slot, look(machine, slot)));
    } catch (BusyException e) {
      LOG.debug("{} is at work", machine.name(), e);
      return new Kept(seen.held(), seen.wish(), true);
    } catch (KexecException e) {
      // Not everyone who may read the records may lock them.
      LOG.debug("the loss is not confirmed", e);
      return seen;
    }
  }

  private Kept kept(Machine machine, Slot slot, Held held) {
    boolean inWork = isExecuting(machine);
    Optional<Wish> wish =
        records.readableWishes(slot).stream()
            .filter(wanted -> wanted.receiver().equals(machine.receiver()))
            .max(Comparator.comparing(Wish::since));
    return new Kept(held, wish, inWork);
  }

  /**
   * {@return the current state of a slot, after deleting the records of an image that no longer
   * exists}
   *
   * @param machine the machine whose receiver is queried
   * @param slot the slot
   * @throws KexecException if it cannot be queried, or another process is using the slot
   */
  Held verify(Machine machine, Slot slot) throws KexecException {
    if (isWithoutRecords(machine.receiver(), slot)) {
      return look(machine, slot);
    }
    // A record that another process writes between the query and its result must not be deleted.
    return records.locked(slot, looking(slot), () -> verifyAlone(machine, slot));
  }

  private boolean isWithoutRecords(String receiver, Slot slot) {
    try {
      return records.find(receiver, slot).isEmpty() && records.unfinished(receiver, slot).isEmpty();
    } catch (KexecException e) {
      // There is something.
      return false;
    }
  }

  private static String looking(Slot slot) {
    return "looking at the " + slot.label() + " slot";
  }

  private Held verifyAlone(Machine machine, Slot slot) throws KexecException {
    Held held = look(machine, slot);
    if (!held.loaded() || held.confirmed()) {
      records.ended(machine.receiver(), slot);
    }
    // What could not be read now may be the record of this image.
    if (held.record().isEmpty() && held.isKnown()) {
      records.forget(machine.receiver(), slot);
    }
    return held;
  }

  /**
   * {@return the records of all images known to be loaded in a slot, newest first}
   *
   * @param slot the slot
   */
  List<LoadRecord> all(Slot slot) {
    return records.all(slot).stream()
        .sorted(Comparator.comparing((LoadRecord record) -> record.image().loadedAt()).reversed())
        .toList();
  }

  /**
   * {@return the records of all images known to be loaded in a slot, in no order}
   *
   * @param slot the slot
   * @throws KexecException if one cannot be read now
   */
  List<LoadRecord> requireAll(Slot slot) throws KexecException {
    return records.requireAll(slot);
  }

  /** {@return whether records were passed over since the last call, which cannot be read now} */
  boolean takeUnread() {
    return records.takeUnread();
  }

  /**
   * {@return the wishes for a slot that can be read, newest first}
   *
   * @param slot the slot
   */
  List<Wish> wishes(Slot slot) {
    return records.readableWishes(slot).stream()
        .sorted(Comparator.comparing(Wish::since).reversed())
        .toList();
  }

  /**
   * Persists the wish for an image that was found, unless there is a wish already.
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
            Optional.empty(),
            record.rehearsed());
    Optional<String> machine = record.request().machine();
    records.locked(
        slot,
        looking(slot),
        () -> {
          if (records.wishes(slot).stream().noneMatch(w -> w.request().machine().equals(machine))) {
            records.save(wish);
          }
          return slot;
        });
  }

  /**
   * Persists a changed wish, unless a different image is wanted by now.
   *
   * @param wish the changed wish
   * @throws KexecException if it cannot be written
   */
  void update(Wish wish) throws KexecException {
    records.locked(
        wish.slot(),
        looking(wish.slot()),
        () -> {
          for (Wish now : records.wishes(wish.slot())) {
            if (now.isSame(wish) && !now.equals(wish)) {
              records.save(wish);
            }
          }
          return wish;
        });
  }

  /**
   * Records and reports once that a wanted image is gone.
   *
   * @param machine the machine that held it
   * @param slot the slot
   * @param reason what happened to it
   * @throws KexecException if the receiver cannot be queried, or another process is using the slot
   */
  void lost(Machine machine, Slot slot, String reason) throws KexecException {
    if (justLost(machine, slot).isEmpty()) {
      return;
    }
    records.locked(
        slot,
        looking(slot),
        () -> {
          if (!look(machine, slot).isOurs() && !isExecuting(machine)) {
            setLost(machine, slot, reason, 0);
          }
          return slot;
        });
  }

  private List<Wish> justLost(Machine machine, Slot slot) {
    return records.readableWishes(slot).stream()
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
        // The next check sees the empty slot and the wish for an image there.
        LOG.warn("the loss could not be written down: {}", e.fault().toString());
      }
      events.accept(new KexecEvent.ImageLost(machine.name(), slot, reason));
    }
  }

  /**
   * Registers that a receiver is about to start a kernel, which empties all its slots. This is no
   * loss; the wishes end with {@link #endWishes}.
   *
   * @param machine the machine
   */
  void beginExecution(Machine machine) {
    executing.merge(machine.receiver(), 1, Integer::sum);
  }

  /**
   * Registers that an execution has failed, or that the wishes for the previous kernel have ended.
   *
   * @param machine the machine
   */
  void endExecution(Machine machine) {
    executing.computeIfPresent(machine.receiver(), (receiver, n) -> n == 1 ? null : n - 1);
  }

  /**
   * {@return whether a slot may be empty because of an execution} To be asked after its receiver,
   * and before the wishes: they end before the execution does.
   *
   * @param machine the machine
   */
  boolean isExecuting(Machine machine) {
    return executing.containsKey(machine.receiver());
  }

  /**
   * Ends all wishes for a receiver whose slot is now empty because it started a kernel. One that
   * cannot be asked has started it too.
   *
   * @param machine the machine
   * @param slot the slot
   * @throws KexecException if the change cannot be persisted
   */
  void endWishes(Machine machine, Slot slot) throws KexecException {
    if (!mayBeEmpty(machine, slot)) {
      return;
    }
    records.locked(
        slot,
        looking(slot),
        () -> {
          for (Wish wish : records.wishes(slot)) {
            if (wish.receiver().equals(machine.receiver())) {
              end(wish, machine);
            }
          }
          return slot;
        });
  }

  private boolean mayBeEmpty(Machine machine, Slot slot) {
    try {
      return !verify(machine, slot).loaded();
    } catch (KexecException | RuntimeException | LinkageError e) {
      LOG.debug("{} cannot be asked what it holds after an execution", machine.name(), e);
      return true;
    }
  }

  private void end(Wish wish, Machine machine) throws KexecException {
    records.delete(wish);
    disownCopies(wish.slot(), wish.request().machine(), machine);
  }

  /**
   * Records that images are to be unloaded everywhere else, because nobody wants them any more, or
   * another one instead: their machines are absent, or refused when the image had moved.
   *
   * @param named the machine that was named for the images, or empty
   */
  private void disownCopies(Slot slot, Optional<String> named, Machine except)
      throws KexecException {
    for (LoadRecord record : records.requireAll(slot)) {
      if (record.wanted()
          && record.request().machine().equals(named)
          && !record.receiver().equals(except.receiver())) {
        records.save(record.unwanted());
      }
    }
  }

  /**
   * Deletes the records of receivers that a machine's receiver has replaced, such as those of
   * earlier boots.
   *
   * @param machine the machine
   * @param slot the slot
   */
  void purge(Machine machine, Slot slot) {
    records.purge(slot, machine.kexec().service()::isSuccessorOf);
  }
}
