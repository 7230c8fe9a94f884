package kexec.sim.internal.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.machine.CrashNotes;
import kexec.api.memory.Direction;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * How the simulated running kernel uses its RAM.
 *
 * @param own all RAM in whole pages outside the crash region
 * @param allocatable what its allocator hands out: its own RAM without the first page, the notes
 *     and what is held
 * @param notes where its crash notes lie
 */
record RamLayout(
    RangeSet<MachineAddress> own, RangeSet<MachineAddress> allocatable, CrashNotes notes) {

  private static final int CPUS = 4;

  /** Somewhat more than Linux's notes of an x86-64 processor take. */
  private static final long NOTE_BYTES = 0x400;

  /** Below this, memory is left to real machines' legacy uses. */
  private static final long LOW = 1 << 20;

  static RamLayout of(MemoryMap map, PageSize pageSize) {
    RangeSet<MachineAddress> crash =
        map.crashRegion().<RangeSet<MachineAddress>>map(RangeSet::of).orElse(RangeSet.empty());
    RangeSet<MachineAddress> own = BlockTable.whole(map.ram().subtract(crash), pageSize.shift());
    RangeSet<MachineAddress> first = RangeSet.of(Range.machine(0, pageSize.bytes()));
    long size = 2 * pageSize.bytes();
    Optional<Range<MachineAddress>> hole =
        own.findHole(
            new HoleRequest<>(
                size, pageSize.bytes(), Range.machine(LOW, 1L << 62), Direction.HIGHEST));
    RangeSet<MachineAddress> taken =
        hole.<RangeSet<MachineAddress>>map(RangeSet::of).orElse(RangeSet.empty());
    CrashNotes notes = hole.map(range -> notes(range, pageSize)).orElse(CrashNotes.NONE);
    RangeSet<MachineAddress> allocatable =
        own.intersect(map.usable()).subtract(first).subtract(taken);
    return new RamLayout(own, allocatable, notes);
  }

  /** {@return an address above which a sixteenth of the highest range of RAM lies} */
  Optional<MachineAddress> limitBelowTop(PageSize pageSize) {
    if (own.isEmpty()) {
      return Optional.empty();
    }
    Range<MachineAddress> top = own.ranges().get(own.ranges().size() - 1);
    long above = top.size() / 16 & -pageSize.bytes();
    return Optional.of(new MachineAddress(top.end().value() - above));
  }

  private static CrashNotes notes(Range<MachineAddress> pages, PageSize pageSize) {
    List<Range<MachineAddress>> notes = new ArrayList<>();
    for (int cpu = 0; cpu < CPUS; cpu++) {
      notes.add(Range.ofSize(pages.start().plus(cpu * NOTE_BYTES), NOTE_BYTES));
    }
    // VMCOREINFO
    notes.add(new Range<>(pages.start().plus(pageSize.bytes()), pages.end()));
    return new CrashNotes(notes, List.of(), Optional.empty(), Optional.empty());
  }
}
