package kexec.core.internal.plan;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Slot;

/**
 * Where the segments of an image may be placed, before any of them is. For a single use by one
 * thread.
 */
final class Room {

  private static final Range<MachineAddress> EVERYWHERE = Range.machine(0, -1L);

  /** The limits that are those of single segments. */
  private static final Set<Limit> OF_SEGMENTS = EnumSet.of(Limit.RULE, Limit.IMAGE);

  private final Slot slot;
  private final MemoryMap memory;
  private final ReceiverRules rules;
  private final Range<MachineAddress> options;

  /** What is left without some limits: each segment that does not fit asks for most of it. */
  private final Map<Set<Limit>, RangeSet<MachineAddress>> left = new HashMap<>();

  /**
   * Creates the room of an image.
   *
   * @param slot the image's slot
   * @param memory the machine's memory
   * @param rules the receiver's rules
   * @param options the addresses that {@code --mem-min} and {@code --mem-max} allow
   */
  Room(Slot slot, MemoryMap memory, ReceiverRules rules, Range<MachineAddress> options) {
    this.slot = slot;
    this.memory = memory;
    this.rules = rules;
    this.options = options;
  }

  /** {@return the image's slot} */
  Slot slot() {
    return slot;
  }

  /** {@return the machine's memory} */
  MemoryMap memory() {
    return memory;
  }

  /** {@return the receiver's rules} */
  ReceiverRules rules() {
    return rules;
  }

  /** {@return the addresses that {@code --mem-min} and {@code --mem-max} allow} */
  Range<MachineAddress> options() {
    return options;
  }

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
    Set<Limit> own = EnumSet.noneOf(Limit.class);
    own.addAll(lifted);
    own.removeAll(OF_SEGMENTS);
    return left.computeIfAbsent(own, this::compute);
  }

  private RangeSet<MachineAddress> compute(Set<Limit> lifted) {
    RangeSet<MachineAddress> some =
        lifted.contains(Limit.MEMORY)
            ? RangeSet.of(EVERYWHERE)
            : memory.ram().subtract(memory.held());
    if (!lifted.contains(Limit.CRASH_REGION)) {
      some = reserved(some);
    }
    if (!lifted.contains(Limit.RECEIVER)) {
      some = some.intersect(destinations());
      // What a crash image may overwrite is decided by its region alone.
      some = slot == Slot.CRASH ? some : some.subtract(rules.forbidden());
    }
    return lifted.contains(Limit.OPTIONS) ? some : some.intersect(options);
  }

  private RangeSet<MachineAddress> reserved(RangeSet<MachineAddress> some) {
    if (slot == Slot.CRASH) {
      return memory.crashRegion().map(some::intersect).orElse(RangeSet.empty());
    }
    return some.subtract(memory.crashReserve());
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
