package kexec.receiver.memory;

import static kexec.receiver.host.PolicyReader.attempt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.memory.UnknownMemory;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.MemoryMapException;
import kexec.linux.crash.CrashReader;
import kexec.linux.firmware.FirmwareReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of the running machine: the firmware's map, which every user may read, with
 * hot-plugged RAM, the running kernel's RAM and the memory reserved for a crash kernel, which
 * {@code /proc/iomem} shows to root.
 */
public final class HostMemoryMap {

  private static final Logger LOG = LoggerFactory.getLogger(HostMemoryMap.class);

  private final FirmwareReader firmware;
  private final LinuxTexts texts;
  private final CrashReader crash;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public HostMemoryMap(LinuxRoot root) {
    this.firmware = new FirmwareReader(root);
    this.texts = new LinuxTexts(root.resolve("/proc"));
    this.crash = new CrashReader(root);
  }

  /**
   * {@return the map; without crash memory if none is reserved, and marked if the kernel hides it
   * from this user}
   *
   * @throws KexecException if neither source can be used
   */
  public MemoryMap read() throws KexecException {
    Optional<MemoryMap> base = firmware.memoryMap();
    if (base.isEmpty()) {
      return withCrashCma(join(MemoryMap.of(List.of()), texts.memoryMap()));
    }
    try {
      return withCrashCma(join(base.get(), texts.memoryMap()));
    } catch (KexecException e) {
      // A plan for the default slot needs only the firmware's map.
      log(e);
      return withCrashCma(
          isCrashReserved() ? base.get().withUnknown(UnknownMemory.CRASH_REGION) : base.get());
    }
  }

  /** Every user can read the size; if it cannot be read, a region may exist. */
  private boolean isCrashReserved() {
    return attempt(() -> Optional.of(crash.crashSize().orElse(0) != 0)).orElse(true);
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
    List<Range<MachineAddress>> taken = new ArrayList<>();
    for (MemoryRegion region : iomem.regions()) {
      boolean ram = region.type().equals(MemoryType.RAM);
      // Without a firmware map everything is new; otherwise only RAM may have been added.
      if (ram || base.regions().isEmpty()) {
        for (Range<MachineAddress> part : RangeSet.of(region.range()).subtract(known).ranges()) {
          regions.add(new MemoryRegion(part, region.type()));
        }
      }
      if (!ram) {
        taken.add(region.range());
      }
    }
    MemoryMap map =
        MemoryMap.of(regions)
            .withHeld(iomem.held())
            // RAM according to the firmware, but not used by the running kernel, such as its first
            // page.
            .withHeld(RangeSet.of(taken))
            .withKernelRam(iomem.kernelRam());
    return withCrashMemory(map, iomem);
  }

  private static MemoryMap withCrashMemory(MemoryMap map, MemoryMap iomem) {
    RangeSet<MachineAddress> ram = map.ram();
    MemoryMap whole =
        iomem.crashRegion().filter(ram::contains).map(map::withCrashRegion).orElse(map);
    return iomem.crashLow().filter(ram::contains).map(whole::withCrashLow).orElse(whole);
  }

  private MemoryMap withCrashCma(MemoryMap map) {
    try {
      Optional<RangeSet<PhysicalAddress>> told = crash.crashCma();
      if (told.isPresent()) {
        return map.withCrashCma(machine(told.get()));
      }
      return attempt(() -> Optional.of(texts.commandLine().asksForCrashCma())).orElse(false)
          ? map.withUnknown(UnknownMemory.CRASH_CMA)
          : map;
    } catch (KexecException | IllegalArgumentException e) {
      // A crash kernel works without it, and a plan for the default slot does not need it.
      LOG.warn("CMA crash memory is not known: {}", e.getMessage());
      return map.withUnknown(UnknownMemory.CRASH_CMA);
    }
  }

  /** Without a hypervisor, physical addresses are machine addresses. */
  private static RangeSet<MachineAddress> machine(RangeSet<PhysicalAddress> ranges) {
    return RangeSet.of(
        ranges.ranges().stream()
            .map(range -> Range.machine(range.start().value(), range.end().value()))
            .toList());
  }
}
