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
 * Where the segments of an image may be placed, before any of them is.
 *
 * @param slot the image's slot
 * @param memory the machine's memory
 * @param rules the receiver's rules
 * @param options the addresses that {@code --mem-min} and {@code --mem-max} allow
 */
record Room(Slot slot, MemoryMap memory, ReceiverRules rules, Range<MachineAddress> options) {

  private static final Range<MachineAddress> EVERYWHERE = Range.machine(0, -1L);

  /** {@return the memory that segments may use} */
  RangeSet<MachineAddress> free() {
    return without(EnumSet.noneOf(Limit.class));
  }

  /**
   * {@return the memory that segments could use without some limits}
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
      // What a crash image may overwrite is decided by its region alone.
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

  /** {@return the addresses to which the receiver can move content} */
  Range<MachineAddress> destinations() {
    return Range.machine(0, rules.destinationLimit().value());
  }

  /**
   * {@return the addresses in which a hole is searched; empty if the limits have none in common}
   *
   * @param within the segment's own range
   */
  Optional<Range<MachineAddress>> window(Range<MachineAddress> within) {
    return within.intersect(options).flatMap(destinations()::intersect);
  }
}
