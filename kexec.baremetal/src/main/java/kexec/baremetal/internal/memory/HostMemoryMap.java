package kexec.baremetal.internal.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.MemoryMapException;
import kexec.linux.firmware.FirmwareReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of the running machine: the firmware's map, which everybody may read, with the RAM
 * that was plugged in later and the memory that is kept for a crash kernel, which {@code
 * /proc/iomem} shows to root.
 */
public final class HostMemoryMap {

  private static final Logger LOG = LoggerFactory.getLogger(HostMemoryMap.class);

  private final FirmwareReader firmware;
  private final LinuxTexts texts;

  /**
   * Makes a reader.
   *
   * @param root the system to read
   */
  public HostMemoryMap(LinuxRoot root) {
    this.firmware = new FirmwareReader(root);
    this.texts = new LinuxTexts(root.resolve("/proc"));
  }

  /**
   * Reads the memory.
   *
   * @return the map; without crash memory where none is reserved or where the kernel does not show
   *     it to this user
   * @throws KexecException if neither of the two sources can be used
   */
  public MemoryMap read() throws KexecException {
    Optional<MemoryMap> base = firmware.memoryMap();
    if (base.isEmpty()) {
      return join(MemoryMap.of(List.of()), texts.memoryMap());
    }
    try {
      return join(base.get(), texts.memoryMap());
    } catch (KexecException e) {
      // A plan for the default slot needs no more than the firmware's map.
      log(e);
      return base.get();
    }
  }

  private static void log(KexecException e) {
    if (e.fault().code().equals(MemoryMapException.ZEROS)) {
      LOG.debug("Crash memory and plugged-in RAM are not known: {}", e.getMessage());
    } else {
      LOG.warn("Crash memory and plugged-in RAM are not known: {}", e.getMessage());
    }
  }

  private static MemoryMap join(MemoryMap base, MemoryMap iomem) {
    List<MemoryRegion> regions = new ArrayList<>(base.regions());
    RangeSet<MachineAddress> known =
        RangeSet.of(regions.stream().map(MemoryRegion::range).toList());
    for (MemoryRegion region : iomem.regions()) {
      // Where the firmware gave no map, all of it is new; else only RAM may have come later.
      if (region.type().equals(MemoryType.RAM) || base.regions().isEmpty()) {
        for (Range<MachineAddress> part : RangeSet.of(region.range()).subtract(known).ranges()) {
          regions.add(new MemoryRegion(part, region.type()));
        }
      }
    }
    return withCrashMemory(MemoryMap.of(regions), iomem);
  }

  private static MemoryMap withCrashMemory(MemoryMap map, MemoryMap iomem) {
    RangeSet<MachineAddress> ram = map.ram();
    MemoryMap whole =
        iomem.crashRegion().filter(ram::contains).map(map::withCrashRegion).orElse(map);
    return iomem.crashLow().filter(ram::contains).map(whole::withCrashLow).orElse(whole);
  }
}
