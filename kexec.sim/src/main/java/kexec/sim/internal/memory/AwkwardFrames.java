package kexec.sim.internal.memory;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * The order of pages that makes a page list to some destinations the most work to build.
 *
 * <p>First pages above the limit. Then, for the lower half of the destinations, each page one after
 * the one it will be the source of, so every page is the destination of a known source and two have
 * to be exchanged. Then the upper half from its end, so every page has to wait for its turn.
 */
final class AwkwardFrames {

  /** The number of pages above the limit that one image gets. */
  private static final long ABOVE = 64;

  private final BlockTable destinations;
  private final BlockTable above;
  private final long aboveCount;
  private long next;

  AwkwardFrames(
      List<Range<MachineAddress>> destinations,
      RangeSet<MachineAddress> memory,
      PageSize pageSize,
      long limitFrame) {
    this.destinations = new BlockTable(RangeSet.of(destinations).intersect(memory), pageSize, 0);
    RangeSet<MachineAddress> upper =
        memory.subtract(RangeSet.of(Range.machine(0, limitFrame << pageSize.shift())));
    this.above = new BlockTable(upper, pageSize, 0);
    this.aboveCount = Math.min(ABOVE, above.count());
  }

  /** {@return the next page, which may be allocated already, or -1 at the end} */
  long next() {
    long at = next++;
    if (at < aboveCount) {
      return above.frame(at);
    }
    at -= aboveCount;
    long count = destinations.count();
    long half = count / 2;
    if (at < half) {
      return destinations.frame(at);
    }
    return at < count ? destinations.frame(count - 1 - (at - half)) : -1;
  }
}
