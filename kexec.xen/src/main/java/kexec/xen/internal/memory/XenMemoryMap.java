package kexec.xen.internal.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.xen.internal.hypercall.XenE820Entry;

/** Converts the hypervisor's memory map. */
final class XenMemoryMap {

  private static final String ATTEMPTED = "reading the machine's memory map from the hypervisor";

  private XenMemoryMap() {}

  /**
   * {@return the map}
   *
   * @param entries the machine's E820 map
   * @param crashRegion the memory reserved for crash kernels
   * @throws KexecException if the map is inconsistent
   */
  static MemoryMap of(List<XenE820Entry> entries, Optional<Range<MachineAddress>> crashRegion)
      throws KexecException {
    List<MemoryRegion> regions = new ArrayList<>();
    for (XenE820Entry entry : entries) {
      if (entry.size() != 0) {
        regions.add(region(entry));
      }
    }
    try {
      MemoryMap map = MemoryMap.of(regions);
      return crashRegion.isPresent() ? map.withCrashRegion(crashRegion.get()) : map;
    } catch (IllegalArgumentException e) {
      throw new KexecException(fault(String.valueOf(e.getMessage())), e);
    }
  }

  private static MemoryRegion region(XenE820Entry entry) throws KexecException {
    if (Long.compareUnsigned(entry.address() + entry.size(), entry.address()) <= 0) {
      throw new KexecException(
          fault(
              "0x%x bytes from 0x%x on reach beyond the address space"
                  .formatted(entry.size(), entry.address())));
    }
    return new MemoryRegion(
        Range.machine(entry.address(), entry.address() + entry.size()),
        new MemoryType(entry.type()));
  }

  private static Fault fault(String cause) {
    return new Fault(
        "memory-map-malformed",
        ATTEMPTED,
        cause,
        "Look at the map that the hypervisor logged when it started (xl dmesg), and report both.");
  }
}
