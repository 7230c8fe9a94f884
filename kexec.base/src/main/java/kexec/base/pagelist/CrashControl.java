package kexec.base.pagelist;

import java.util.Optional;
import kexec.api.memory.Direction;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * Control pages of a crash image. They must be in the crash region, because all other memory
 * belongs to the kernel that has crashed.
 */
public final class CrashControl {

  private CrashControl() {}

  /**
   * Finds the first aligned hole in the crash region that no segment takes.
   *
   * @param crashRegion the region
   * @param taken the segments, and control pages that were found before
   * @param order the binary logarithm of the number of pages, 0 to 10; the hole is aligned to its
   *     own size
   * @param pageSize the size of a page
   * @return the lowest such hole, or nothing where none is left
   */
  public static Optional<Range<MachineAddress>> find(
      Range<MachineAddress> crashRegion,
      RangeSet<MachineAddress> taken,
      int order,
      PageSize pageSize) {
    long size = pageSize.bytes() << order;
    return RangeSet.of(crashRegion)
        .subtract(taken)
        .findHole(new HoleRequest<>(size, size, crashRegion, Direction.LOWEST));
  }
}
