package kexec.receiver.machine;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.text.Size;

/**
 * The space for the kernel's own pages in addition to a crash image. The kernel allocates them
 * after it has freed the previous crash image, so the space is checked before.
 */
final class CrashRoom {

  /** The kernel's pages besides page tables: code, stacks, lists. */
  private static final long CONTROL_PAGES = 16;

  /** The memory mapped by one page table page; the kernel creates them for all RAM. */
  private static final long MAPPED_BY_A_PAGE = 1L << 30;

  private CrashRoom() {}

  /** {@return an error if a crash image leaves too little of the crash region} */
  static List<Finding> check(Plan plan, MemoryMap memory) {
    Optional<Range<MachineAddress>> region = memory.crashRegion();
    if (plan.slot() != Slot.CRASH || region.isEmpty()) {
      return List.of();
    }
    long free = RangeSet.of(region.get()).subtract(plan.footprint()).size();
    long needed =
        (CONTROL_PAGES + memory.kernelRam().size() / MAPPED_BY_A_PAGE) * PageSize.KIB_4.bytes();
    return free >= needed
        ? List.of()
        : List.of(
            Finding.error(
                "no-control-page",
                "the segments leave %s of the crash region %s, and the kernel needs %s there"
                    .formatted(Size.both(free), region.get(), Size.both(needed)),
                "Reserve more with crashkernel= and start the system again."));
  }
}
