package kexec.xen.internal.staging;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * The memory below 1 MiB, which every kernel for PCs looks into before it has page tables of its
 * own: for the BIOS's data, for ACPI's root pointer, for a text screen. The hypervisor maps for an
 * image what the image names, and nothing else.
 */
public final class LowMemory {

  private static final RangeSet<MachineAddress> ALL = RangeSet.of(Range.machine(0, 1L << 20));

  private LowMemory() {}

  /**
   * Returns what has to be mapped besides an image.
   *
   * @param footprint the image's own memory
   * @return ascending
   */
  public static List<Range<MachineAddress>> besides(RangeSet<MachineAddress> footprint) {
    return ALL.subtract(footprint).ranges();
  }
}
