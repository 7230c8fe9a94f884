package kexec.core.internal.slot;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import kexec.api.ImageRecord;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.PreparedImage;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.core.internal.machine.Machine;

/**
 * Puts images into receivers and takes them out, and writes down what is where. It decides nothing;
 * its callers hold the slot's gate.
 */
final class Images {

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
   * Hands a plan to a machine's receiver and writes it down.
   *
   * @param machine the machine the plan is for
   * @param plan a loadable plan
   * @param request what the plan was made of
   * @throws KexecException if the receiver refuses; what it held is still there where it can be
   */
  void load(Machine machine, Plan plan, PlanRequest request) throws KexecException {
    MachineKexec kexec = machine.kexec().service();
    PreparedImage image = kexec.prepare(plan);
    LoadedImage loaded;
    try {
      loaded = kexec.load(image);
    } finally {
      kexec.cleanup(image);
    }
    LoadRecord record =
        new LoadRecord(
            machine.receiver(), request, content(plan), describe(plan, request, loaded), true);
    try {
      records.save(record);
    } catch (KexecException e) {
      // An older record would tell of an image that is no longer there.
      records.delete(machine.receiver(), plan.slot());
      throw e;
    } finally {
      // After the record, so that a listener that asks is told of this image.
      events.accept(new KexecEvent.ImageLoaded(machine.name(), plan.slot()));
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
   * Takes the image out of a slot and forgets it.
   *
   * @param machine the machine
   * @param slot the slot
   * @throws KexecException if the receiver refuses
   */
  void unload(Machine machine, Slot slot) throws KexecException {
    machine.kexec().service().unload(slot);
    records.delete(machine.receiver(), slot);
    events.accept(new KexecEvent.ImageUnloaded(machine.name(), slot));
  }

  /**
   * Forgets what a receiver no longer holds.
   *
   * @param machine the machine whose receiver is asked
   * @param slot the slot
   * @return whether the receiver holds an image there
   * @throws KexecException if it cannot be asked
   */
  boolean verify(Machine machine, Slot slot) throws KexecException {
    boolean loaded = machine.kexec().service().status().isLoaded(slot);
    if (!loaded) {
      records.delete(machine.receiver(), slot);
    }
    return loaded;
  }

  /**
   * Returns what is known of a slot.
   *
   * @param machine the machine
   * @param slot the slot
   * @return its record, or nothing
   */
  Optional<LoadRecord> find(Machine machine, Slot slot) {
    return records.find(machine.receiver(), slot);
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
   * Writes down that an image in a receiver that cannot be reached now is to be unloaded.
   *
   * @param record its record
   * @throws KexecException if it cannot be written
   */
  void disown(LoadRecord record) throws KexecException {
    records.save(record.unwanted());
  }
}
