package kexec.images.internal.keep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import kexec.api.Backend;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;

/** The slots as they are at one moment, and which of their images come from configurations. */
final class SlotsView {

  private final List<SlotStatus> slots;
  private final Optional<String> best;
  private final Map<String, KeptRecord> records = new HashMap<>();

  private SlotsView(List<SlotStatus> slots, Optional<String> best, List<KeptRecord> records) {
    this.slots = slots;
    this.best = best;
    records.forEach(record -> this.records.put(record.name(), record));
  }

  /**
   * {@return the slots as they are now}
   *
   * @param kexec tells what is loaded
   * @param store tells what was loaded for configurations
   * @throws KexecException if a receiver cannot be queried
   */
  static SlotsView of(Kexec kexec, KeptStore store) throws KexecException {
    Optional<String> best =
        kexec.backends().stream()
            .filter(backend -> backend.kind() == Backend.Kind.MACHINE && backend.chosen())
            .map(Backend::name)
            .findFirst();
    return new SlotsView(kexec.status(), best, store.all());
  }

  /**
   * {@return the machine that an image for a machine is loaded on; empty if there is none now}
   *
   * @param named the machine that a configuration names, if any
   */
  Optional<String> target(Optional<String> named) {
    return named.or(() -> best);
  }

  /**
   * {@return what is remembered of a configuration}
   *
   * @param name its name
   */
  KeptRecord record(String name) {
    return records.getOrDefault(name, KeptRecord.none(name));
  }

  /** {@return everything that is remembered} */
  List<KeptRecord> records() {
    return List.copyOf(records.values());
  }

  /** {@return the slots of all receivers} */
  List<SlotStatus> slots() {
    return slots;
  }

  /** {@return whether the wanted image of a slot was loaded for a configuration} */
  boolean isOurs(SlotStatus status) {
    return status
        .wanted()
        .map(wanted -> RequestDigest.of(wanted.request()))
        .filter(digest -> records.values().stream().anyMatch(record -> record.knows(digest)))
        .isPresent();
  }

  /**
   * {@return whether the image of a request is wanted in some slot}
   *
   * @param digest the request's digest
   */
  boolean isWanted(String digest) {
    return slots.stream()
        .flatMap(status -> status.wanted().stream())
        .anyMatch(wanted -> RequestDigest.of(wanted.request()).equals(digest));
  }

  /**
   * {@return what a slot holds}
   *
   * @param slot the slot
   * @param machine the machine that the configuration names, if any
   * @param request what the configuration asks for; empty if that cannot be told
   */
  Standing standing(Slot slot, Optional<String> machine, Optional<PlanRequest> request) {
    List<SlotStatus> in = new ArrayList<>();
    slots.stream().filter(status -> status.slot() == slot).forEach(in::add);
    Optional<SlotStatus> same = find(in, status -> asks(status, request));
    if (same.isPresent()) {
      return new Standing(kindOfSame(same.get()), same);
    }
    Optional<SlotStatus> there =
        target(machine).flatMap(name -> find(in, status -> status.machine().equals(name)));
    Optional<SlotStatus> older =
        there
            .filter(this::isOurs)
            .or(() -> find(in, status -> isOurs(status) && isFor(status, machine)));
    if (older.isPresent()) {
      return new Standing(Standing.Kind.OLDER, older);
    }
    return new Standing(there.map(this::kindOfOther).orElse(Standing.Kind.EMPTY), there);
  }

  private static boolean asks(SlotStatus status, Optional<PlanRequest> request) {
    return request.isPresent()
        && status.wanted().map(WantedImage::request).filter(request.get()::equals).isPresent();
  }

  private static boolean isFor(SlotStatus status, Optional<String> machine) {
    return status.wanted().filter(wanted -> wanted.request().machine().equals(machine)).isPresent();
  }

  /** Of two machines with the image, one may have lost it. */
  private static Optional<SlotStatus> find(List<SlotStatus> in, Predicate<SlotStatus> which) {
    return in.stream()
        .filter(which)
        .filter(SlotStatus::loaded)
        .findFirst()
        .or(() -> in.stream().filter(which).findFirst());
  }

  private static Standing.Kind kindOfSame(SlotStatus status) {
    if (status.isLost()) {
      return Standing.Kind.LOST;
    }
    // Without a record the load was interrupted: it cannot be told which image it is.
    return status.image().isPresent() ? Standing.Kind.SAME : Standing.Kind.OLDER;
  }

  private Standing.Kind kindOfOther(SlotStatus status) {
    if (status.wanted().isPresent()) {
      return Standing.Kind.BY_HAND;
    }
    if (!status.loaded()) {
      return Standing.Kind.EMPTY;
    }
    boolean begun = records.values().stream().anyMatch(record -> record.loading().isPresent());
    boolean unclear = status.image().isEmpty() && status.trouble().isPresent();
    return begun && unclear ? Standing.Kind.OLDER : Standing.Kind.FOREIGN;
  }
}
