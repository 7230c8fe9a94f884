package kexec.tck.boot;

import java.util.Optional;
import kexec.api.boot.BootRequest;
import kexec.api.boot.SegmentRequest;
import kexec.api.memory.Direction;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Slot;

/**
 * How memory is chosen if several places are legal. A protocol must not rely on more than it
 * requested.
 */
enum Taste {
  /** As the requests prefer. */
  AS_ASKED,
  /** The opposite of what the requests prefer: the other end, and never in the preferred range. */
  CONTRARY;

  private static final PageSize PAGES = PageSize.KIB_4;
  private static final long CORE_HEADER = 1 << 16;
  private static final int MOST_SEGMENTS = 15;
  private static final Range<MachineAddress> ALL = Range.machine(0, -1L);

  /**
   * Creates an empty image on a machine.
   *
   * @throws AssertionError if the core header, or later a segment, does not fit into the memory
   */
  RecordedImage image(BootRequest request) {
    boolean crash = request.slot() == Slot.CRASH;
    RangeSet<MachineAddress> room =
        crash
            ? RangeSet.of(request.memory().crashRegion().orElseThrow())
            : request.memory().usable();
    Free free = new Free(room.intersect(request.limits()));
    Optional<Range<MachineAddress>> header =
        crash
            ? free.take(new HoleRequest<>(CORE_HEADER, PAGES.bytes(), ALL, end(Direction.HIGHEST)))
            : Optional.empty();
    return new RecordedImage(MOST_SEGMENTS, header, wanted -> place(wanted, free));
  }

  private Range<MachineAddress> place(SegmentRequest wanted, Free free) {
    Range<MachineAddress> preferred = wanted.preferred();
    Optional<Range<MachineAddress>> first =
        this == AS_ASKED && preferred != null
            ? free.take(hole(wanted, preferred))
            : Optional.empty();
    return first
        .or(() -> free.take(hole(wanted, wanted.within())))
        .orElseThrow(() -> new AssertionError("no place for " + wanted + " in " + free.left));
  }

  private HoleRequest<MachineAddress> hole(SegmentRequest wanted, Range<MachineAddress> within) {
    return new HoleRequest<>(
        PAGES.roundUp(wanted.size()),
        Math.max(wanted.alignment(), PAGES.bytes()),
        wanted.offset(),
        within,
        end(wanted.direction()));
  }

  private Direction end(Direction asked) {
    boolean lowest = (asked == Direction.LOWEST) == (this == AS_ASKED);
    return lowest ? Direction.LOWEST : Direction.HIGHEST;
  }

  private static final class Free {

    private RangeSet<MachineAddress> left;

    private Free(RangeSet<MachineAddress> left) {
      this.left = left;
    }

    private Optional<Range<MachineAddress>> take(HoleRequest<MachineAddress> wanted) {
      Optional<Range<MachineAddress>> taken = left.findHole(wanted);
      taken.ifPresent(hole -> left = left.subtract(RangeSet.of(hole)));
      return taken;
    }
  }
}
