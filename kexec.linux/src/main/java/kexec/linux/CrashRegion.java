package kexec.linux;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;

/**
 * A region that the kernel keeps free for a crash kernel, with the line that says so.
 *
 * @param line the line
 * @param range where the region lies
 */
record CrashRegion(Line line, Range<MachineAddress> range) {

  /**
   * Returns a map with some crash regions. Where {@code crashkernel=} reserves two, the image lies
   * in the higher one; the lower one is only room for DMA.
   *
   * @param source where the text comes from
   * @param map the map
   * @param regions perhaps none; below the second-highest they are left out
   * @return the map with the regions
   * @throws MemoryMapException if a region is not wholly RAM, or shares addresses with another
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
