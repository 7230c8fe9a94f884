package kexec.linux.firmware;

import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.BadFileException;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.OverlapException;
import kexec.linux.internal.Malformed;

/** Creates a memory map from {@code /sys/firmware/memmap}. */
public final class FirmwareMap {

  /** The maximum number of regions; the kernel keeps about a thirtieth of it. */
  public static final int MAX_REGIONS = 100_000;

  private FirmwareMap() {}

  /**
   * Parses all regions.
   *
   * @param source where they come from, for error messages
   * @param regions in any order
   * @return the map, without a crash region
   * @throws BadFileException if there is no region, one is malformed, or two overlap
   */
  public static MemoryMap parse(String source, List<FirmwareRegion> regions)
      throws BadFileException {
    if (regions.isEmpty()) {
      throw Malformed.because(source, "it lists no memory");
    }
    List<MemoryRegion> parsed = new ArrayList<>(regions.size());
    for (FirmwareRegion region : regions) {
      parsed.add(region.parse());
    }
    try {
      return MemoryMap.of(parsed);
    } catch (OverlapException e) {
      throw Malformed.because(source, String.valueOf(e.getMessage()));
    }
  }
}
