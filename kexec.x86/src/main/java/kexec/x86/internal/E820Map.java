package kexec.x86.internal;

import java.util.ArrayList;
import java.util.List;
import kexec.api.boot.BootRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Slot;
import kexec.base.kernel.Align;
import org.jspecify.annotations.Nullable;

/** The memory map passed to the kernel. */
final class E820Map {

  private E820Map() {}

  /**
   * {@return the memory below 1 MiB that a crash kernel uses as its own: it starts the other
   * processors there, and its firmware tables are there}
   */
  static RangeSet<MachineAddress> borrowed(BootRequest request) {
    return request.slot() == Slot.CRASH
        ? request
            .memory()
            .ram()
            .intersect(Range.machine(0, LinuxKernel.LOW_MEMORY_END))
            .subtract(request.memory().crashReserve())
        : RangeSet.empty();
  }

  /**
   * {@return the map}
   *
   * @param coreHeader place of the ELF core header, which a crash kernel must not use as free
   *     memory; null for a default image
   */
  static List<E820Entry> of(BootRequest request, @Nullable Range<MachineAddress> coreHeader) {
    RangeSet<MachineAddress> usable =
        request.slot() == Slot.CRASH
            ? request
                .memory()
                .crashReserve()
                .subtract(pages(coreHeader))
                .union(borrowed(request))
                .union(request.memory().crashCma())
            : request.memory().ram();
    List<E820Entry> entries = new ArrayList<>();
    for (MemoryRegion region : request.memory().regions()) {
      if (region.type().equals(MemoryType.RAM)) {
        usable
            .intersect(region.range())
            .ranges()
            .forEach(part -> entries.add(new E820Entry(part, MemoryType.RAM)));
      } else {
        entries.add(new E820Entry(region.range(), region.type()));
      }
    }
    return entries;
  }

  private static RangeSet<MachineAddress> pages(@Nullable Range<MachineAddress> range) {
    return range == null
        ? RangeSet.empty()
        : RangeSet.of(
            Range.machine(
                Align.down(range.start().value(), LinuxKernel.PAGE),
                Align.up(range.end().value(), LinuxKernel.PAGE)));
  }
}
