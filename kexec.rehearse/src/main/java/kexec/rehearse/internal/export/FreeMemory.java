package kexec.rehearse.internal.export;

import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.Direction;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.text.Size;

/**
 * The RAM for the code that is entered first and for what is staged: below 4 GiB, apart from the
 * segments and from what firmware overwrites. RAM that is kept for a crash kernel or by a device is
 * used only if there is no other. Not thread-safe.
 */
final class FreeMemory {

  private static final Range<MachineAddress> WITHIN = Range.machine(0, FirmwareMemory.LIMIT);

  private final String attempted;
  private RangeSet<MachineAddress> preferred;
  private RangeSet<MachineAddress> all;

  FreeMemory(
      MemoryMap memory,
      RangeSet<MachineAddress> segments,
      RangeSet<MachineAddress> firmware,
      String attempted) {
    this.preferred = memory.usable().subtract(segments).subtract(firmware);
    this.all = memory.ram().subtract(segments).subtract(firmware);
    this.attempted = attempted;
  }

  /**
   * Takes the lowest place that fits.
   *
   * @param bytes above zero
   * @param what what for, for the error's text
   * @return the place, from a page's start on
   * @throws KexecException with the code {@code export-no-room} if there is none
   */
  MachineAddress take(long bytes, Object what) throws KexecException {
    long size = PageSize.KIB_4.bytes() * PageSize.KIB_4.pagesFor(bytes);
    HoleRequest<MachineAddress> request =
        new HoleRequest<>(size, PageSize.KIB_4.bytes(), WITHIN, Direction.LOWEST);
    Range<MachineAddress> place =
        preferred
            .findHole(request)
            .or(() -> all.findHole(request))
            .orElseThrow(() -> noRoom(size, what));
    preferred = preferred.subtract(RangeSet.of(place));
    all = all.subtract(RangeSet.of(place));
    return place.start();
  }

  private KexecException noRoom(long size, Object what) {
    return new KexecException(
        new Fault(
            "export-no-room",
            attempted,
            ("%s needs %s of RAM in one piece below 4 GiB, outside the segments and outside what"
                    + " firmware overwrites, and what is left there is %s")
                .formatted(what, Size.both(size), all.intersect(WITHIN).brief()),
            "Plan for a machine with more memory, or move the segments with --mem-min and"
                + " --mem-max."));
  }
}
