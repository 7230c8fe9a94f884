package kexec.linux;

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
   * Returns a map with the highest of some crash regions. Where {@code crashkernel=} reserves two,
   * the lower one is only room for DMA; the image lies in the higher one.
   *
   * @param source where the text comes from
   * @param map the map
   * @param regions perhaps none
   * @return the map with the region
   * @throws MemoryMapException if a region is not wholly RAM
   */
  static MemoryMap addTo(MemoryMap map, String source, List<CrashRegion> regions)
      throws MemoryMapException {
    for (CrashRegion region : regions) {
      if (!map.ram().contains(region.range)) {
        throw MemoryMapException.ofLine(
            MemoryMapException.LINE, source, region.line, "the crash region is not wholly in RAM");
      }
    }
    return regions.stream()
        .map(CrashRegion::range)
        .max(Comparator.naturalOrder())
        .map(map::withCrashRegion)
        .orElse(map);
  }
}
