package kexec.x86.internal;

import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;

/** Memory maps of PCs. */
final class Machines {

  static final Range<MachineAddress> CRASH_REGION = Range.machine(0x10000000, 0x18000000);

  private Machines() {}

  static MemoryRegion region(long start, long end, MemoryType type) {
    return new MemoryRegion(Range.machine(start, end), type);
  }

  /** 512 MiB, as QEMU's q35 machine reports them, with 128 MiB for a crash kernel. */
  static MemoryMap small() {
    return MemoryMap.of(
            List.of(
                region(0, 0x9fc00, MemoryType.RAM),
                region(0x9fc00, 0xa0000, MemoryType.RESERVED),
                region(0xf0000, 0x100000, MemoryType.RESERVED),
                region(0x100000, 0x1ffd0000, MemoryType.RAM),
                region(0x1ffd0000, 0x1ffe0000, MemoryType.ACPI),
                region(0x1ffe0000, 0x1fff0000, MemoryType.NVS),
                region(0x1fff0000, 0x20000000, MemoryType.UNUSABLE),
                region(0xfeffc000L, 0xff000000L, MemoryType.RESERVED),
                region(0x100000000L, 0x110000000L, MemoryType.PMEM)))
        .withCrashRegion(CRASH_REGION);
  }

  /** 512 MiB of RAM, and memory of types that no kernel uses by default. */
  static MemoryMap manyTypes() {
    return MemoryMap.of(
        List.of(
            region(0x1000, 0x9f000, MemoryType.RAM),
            region(0x100000, 0x20000000, MemoryType.RAM),
            region(0x100000000L, 0x110000000L, MemoryType.PRAM),
            region(0x110000000L, 0x120000000L, MemoryType.PMEM),
            region(0x120000000L, 0x130000000L, new MemoryType(20)),
            region(0x130000000L, 0x140000000L, MemoryType.SOFT_RESERVED)));
  }

  /** 24 GiB, of which 3 lie below 4 GiB. */
  static MemoryMap large() {
    return MemoryMap.of(
        List.of(
            region(0, 0x9fc00, MemoryType.RAM),
            region(0x100000, 0xc0000000L, MemoryType.RAM),
            region(0x100000000L, 0x640000000L, MemoryType.RAM)));
  }

  /** 512 MiB with a small reserved hole every 1 MiB, {@code holes} of them. */
  static MemoryMap riddled(int holes) {
    List<MemoryRegion> regions = new ArrayList<>();
    regions.add(region(0x1000, 0x9f000, MemoryType.RAM));
    long at = 0x4000000;
    for (int i = 0; i < holes; i++) {
      long hole = at + (i << 20);
      regions.add(region(hole, hole + 0x1000, MemoryType.RESERVED));
      regions.add(region(hole + 0x1000, hole + 0x100000, MemoryType.RAM));
    }
    regions.add(region(0x100000, at, MemoryType.RAM));
    return MemoryMap.of(regions).withCrashRegion(Range.machine(0x1000000, 0x3000000));
  }
}
