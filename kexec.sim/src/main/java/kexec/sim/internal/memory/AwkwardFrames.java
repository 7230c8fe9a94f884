package kexec.sim.internal.memory;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * The order of pages that is the most work for whoever builds a page list to some destinations.
 *
 * <p>First pages above the limit. Then, for the lower half of the destinations, each page one
 * behind the one it will be wanted for, so that every page is another one's destination whose
 * source is known already and two have to be exchanged; then the upper half from its end, so that
 * every page has to wait for its turn.
 */
final class AwkwardFrames {

  /** How many pages above the limit are handed out for one image. */
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

  /** Returns the next page, or -1 at the end; it may be taken already. */
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
