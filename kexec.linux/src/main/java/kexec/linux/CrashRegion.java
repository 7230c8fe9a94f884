package kexec.linux;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;

/**
 * A crash kernel reservation, and the line that lists it.
 *
 * @param line the line
 * @param range the reserved range
 */
record CrashRegion(Line line, Range<MachineAddress> range) {

  /**
   * {@return a map with crash regions added} With two {@code crashkernel=} reservations, the image
   * is loaded into the higher one; the lower one is for DMA only.
   *
   * @param source where the text comes from
   * @param map the map
   * @param regions may be empty; any below the second-highest are ignored
   * @throws MemoryMapException if a region is not entirely RAM, or overlaps another
   */
  static MemoryMap addTo(MemoryMap map, String source, List<CrashRegion> regions)
      throws MemoryMapException {
    List<CrashRegion> sorted = new ArrayList<>(regions);
    sorted.sort(Comparator.comparing(CrashRegion::range).reversed());
    for (int i = 0; i < sorted.size(); i++) {
      CrashRegion region = sorted.get(i);
      if (!map.ram().contains(region.range)) {
        throw MemoryMapException.ofLine(
            MemoryMapException.LINE, source, region.line, "the crash region is not wholly in RAM");
      }
      if (i > 0 && region.range.overlaps(sorted.get(i - 1).range)) {
        throw MemoryMapException.ofLine(
            MemoryMapException.OVERLAP,
            source,
            region.line,
            "it shares addresses with line " + sorted.get(i - 1).line.number());
      }
    }
    MemoryMap whole = sorted.isEmpty() ? map : map.withCrashRegion(sorted.get(0).range);
    return sorted.size() > 1 ? whole.withCrashLow(sorted.get(1).range) : whole;
  }
}
