package kexec.xen.internal.staging;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * The memory below 1 MiB, which every PC kernel reads before it has its own page tables: BIOS data,
 * ACPI's root pointer, a text screen. The hypervisor maps only what the image specifies.
 */
public final class LowMemory {

  private static final RangeSet<MachineAddress> ALL = RangeSet.of(Range.machine(0, 1L << 20));

  private LowMemory() {}

  /**
   * {@return the ranges to map in addition to an image, ascending}
   *
   * @param footprint the image's own memory
   */
  public static List<Range<MachineAddress>> besides(RangeSet<MachineAddress> footprint) {
    return ALL.subtract(footprint).ranges();
  }
}
