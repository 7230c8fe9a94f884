package kexec.tck.boot;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Layout;
import kexec.api.boot.Placement;
import kexec.api.boot.SegmentRequest;
import kexec.api.memory.Direction;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Slot;

/**
 * Finds places for a layout as simply as can be, and legally: it shares no code with the core, so
 * that a protocol does not lean on more than the contract promises.
 */
final class Placer {

  private static final PageSize PAGES = PageSize.KIB_4;
  private static final long CORE_HEADER = 1 << 16;

  /** How places are chosen where several are legal. */
  enum Taste {
    /** As the requests prefer. */
    AS_ASKED,
    /** Against what the requests prefer: the other end, and never in the preferred range. */
    CONTRARY
  }

  private Placer() {}

  /**
   * Finds a place for every request, and for an ELF core header where the slot is for crashes.
   *
   * @param taste as whose wish goes
   * @return the placement
   * @throws AssertionError if a request has no place in the machine's memory
   */
  static Placement place(Layout layout, BootRequest request, Taste taste) {
    RangeSet<MachineAddress> free = free(request);
    Range<MachineAddress> header = null;
    if (request.slot() == Slot.CRASH) {
      header = coreHeader(free, taste);
      free = free.subtract(RangeSet.of(header));
    }
    Map<String, Range<MachineAddress>> places = new HashMap<>();
    for (SegmentRequest wanted : layout.requests()) {
      Range<MachineAddress> place = place(wanted, free, taste);
      places.put(wanted.name(), place);
      free = free.subtract(RangeSet.of(place));
    }
    return new Placement(places, header);
  }

  private static RangeSet<MachineAddress> free(BootRequest request) {
    RangeSet<MachineAddress> room =
        request.slot() == Slot.CRASH
            ? RangeSet.of(request.memory().crashRegion().orElseThrow())
            : request.memory().usable();
    return room.intersect(request.limits());
  }

  private static Range<MachineAddress> coreHeader(RangeSet<MachineAddress> free, Taste taste) {
    Direction direction = taste == Taste.AS_ASKED ? Direction.HIGHEST : Direction.LOWEST;
    Range<MachineAddress> all = Range.machine(0, -1L);
    return free.findHole(new HoleRequest<>(CORE_HEADER, PAGES.bytes(), all, direction))
        .orElseThrow(() -> new AssertionError("no room for a core header in " + free));
  }

  private static Range<MachineAddress> place(
      SegmentRequest wanted, RangeSet<MachineAddress> free, Taste taste) {
    long size = PAGES.roundUp(wanted.size());
    long alignment = Math.max(wanted.alignment(), PAGES.bytes());
    Direction direction = direction(wanted, taste);
    Range<MachineAddress> preferred = wanted.preferred();
    if (taste == Taste.AS_ASKED && preferred != null) {
      Optional<Range<MachineAddress>> there =
          free.findHole(new HoleRequest<>(size, alignment, preferred, direction));
      if (there.isPresent()) {
        return there.get();
      }
    }
    return free.findHole(new HoleRequest<>(size, alignment, wanted.within(), direction))
        .orElseThrow(() -> new AssertionError("no place for " + wanted + " in " + free));
  }

  private static Direction direction(SegmentRequest wanted, Taste taste) {
    boolean turned = taste == Taste.CONTRARY;
    return switch (wanted.direction()) {
      case LOWEST -> turned ? Direction.HIGHEST : Direction.LOWEST;
      case HIGHEST -> turned ? Direction.LOWEST : Direction.HIGHEST;
    };
  }
}
