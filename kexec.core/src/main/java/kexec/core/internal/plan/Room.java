package kexec.core.internal.plan;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Slot;

/**
 * Where the segments of an image may lie, before any of them has a place.
 *
 * @param slot which slot the image is for
 * @param memory the machine's memory
 * @param rules what the receiver takes
 * @param options what {@code --mem-min} and {@code --mem-max} leave
 */
record Room(Slot slot, MemoryMap memory, ReceiverRules rules, Range<MachineAddress> options) {

  private static final Range<MachineAddress> EVERYWHERE = Range.machine(0, -1L);

  /** Returns where segments may lie. */
  RangeSet<MachineAddress> free() {
    return without(EnumSet.noneOf(Limit.class));
  }

  /**
   * Returns where segments could lie if some limits were not there.
   *
   * @param lifted the limits that are left out; those of single segments make no difference here
   */
  RangeSet<MachineAddress> without(Set<Limit> lifted) {
    RangeSet<MachineAddress> left =
        lifted.contains(Limit.MEMORY)
            ? RangeSet.of(EVERYWHERE)
            : memory.ram().subtract(memory.held());
    if (!lifted.contains(Limit.CRASH_REGION)) {
      left = reserved(left);
    }
    if (!lifted.contains(Limit.RECEIVER)) {
      left = left.intersect(destinations());
      // What a crash image may overwrite is its region's affair alone.
      left = slot == Slot.CRASH ? left : left.subtract(rules.forbidden());
    }
    return lifted.contains(Limit.OPTIONS) ? left : left.intersect(options);
  }

  private RangeSet<MachineAddress> reserved(RangeSet<MachineAddress> left) {
    if (slot == Slot.CRASH) {
      return memory.crashRegion().map(left::intersect).orElse(RangeSet.empty());
    }
    return left.subtract(memory.crashReserve());
  }

  /** Returns the addresses that the receiver can move anything to. */
  Range<MachineAddress> destinations() {
    return Range.machine(0, rules.destinationLimit().value());
  }

  /**
   * Returns the addresses in which a hole is looked for.
   *
   * @param within where the segment may lie for its own part
   * @return the addresses; nothing where the limits share none
   */
  Optional<Range<MachineAddress>> window(Range<MachineAddress> within) {
    return within.intersect(options).flatMap(destinations()::intersect);
  }
}
