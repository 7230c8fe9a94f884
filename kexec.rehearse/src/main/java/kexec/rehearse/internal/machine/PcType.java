package kexec.rehearse.internal.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.rehearse.internal.emulator.RamWindow;

/**
 * QEMU's PCs. They differ in how much of their RAM lies below 4 GiB (QEMU, hw/i386/pc_q35.c and
 * pc_piix.c).
 */
enum PcType {
  /** The newer one, with PCI Express. */
  Q35("q35", 0xb0000000L, 0x80000000L, 32L << 30),
  /** The older one, which has more RAM below 4 GiB. */
  PC("pc", 0xe0000000L, 0xc0000000L, 2L << 30);

  private static final long FOUR_GIB = 1L << 32;
  private static final long MIB = 1L << 20;

  /**
   * An emulated processor has 40 address bits, and is one of AMD's, which keeps the last 12 GiB of
   * them for HyperTransport (QEMU, hw/i386/pc.c, {@code AMD_HT_START}). PCI's devices lie between
   * the RAM and that.
   */
  private static final long LIMIT = 0xfd_0000_0000L;

  /** The least that firmware and a kernel can do with. */
  private static final long LEAST = 64 * MIB;

  /** The firmware's own area ends at 1 MiB. */
  private static final long BASE_MEMORY = 0x9fc00;

  private final String name;
  private final long splitFrom;
  private final long lowWhenSplit;
  private final long forDevices;

  PcType(String name, long splitFrom, long lowWhenSplit, long forDevices) {
    this.name = name;
    this.splitFrom = splitFrom;
    this.lowWhenSplit = lowWhenSplit;
    this.forDevices = forDevices;
  }

  /** {@return the type as the emulator names it} */
  String label() {
    return name;
  }

  /**
   * {@return how much RAM a PC of this type needs so that it has RAM wherever a machine has; empty
   * if no size will do}
   *
   * @param ram the machine's RAM
   */
  Optional<Long> bytesFor(RangeSet<MachineAddress> ram) {
    if (ram.isEmpty()) {
      return Optional.empty();
    }
    long top = ram.ranges().get(ram.ranges().size() - 1).end().value();
    if (Long.compareUnsigned(top, LIMIT - forDevices) > 0) {
      return Optional.empty();
    }
    long least = top <= FOUR_GIB ? top : Math.max(lowWhenSplit + top - FOUR_GIB, splitFrom);
    long bytes = Math.max(LEAST, (least + MIB - 1) / MIB * MIB);
    boolean whole = ram.subtract(memory(bytes)).isEmpty();
    return whole ? Optional.of(bytes) : Optional.empty();
  }

  /** {@return where the RAM of a PC of this type lies} */
  List<RamWindow> windows(long bytes) {
    if (bytes < splitFrom) {
      return List.of(new RamWindow(Range.machine(0, bytes), 0));
    }
    return List.of(
        new RamWindow(Range.machine(0, lowWhenSplit), 0),
        new RamWindow(Range.machine(FOUR_GIB, FOUR_GIB + bytes - lowWhenSplit), lowWhenSplit));
  }

  private RangeSet<MachineAddress> memory(long bytes) {
    return RangeSet.of(windows(bytes).stream().map(RamWindow::memory).toList());
  }

  /** {@return the memory map of a PC of this type, as its firmware would report it} */
  MemoryMap map(long bytes) {
    List<MemoryRegion> regions = new ArrayList<>();
    regions.add(new MemoryRegion(Range.machine(0, BASE_MEMORY), MemoryType.RAM));
    regions.add(new MemoryRegion(Range.machine(BASE_MEMORY, MIB), MemoryType.RESERVED));
    for (RamWindow window : windows(bytes)) {
      Range<MachineAddress> memory = window.memory();
      long start = Math.max(MIB, memory.start().value());
      regions.add(new MemoryRegion(Range.machine(start, memory.end().value()), MemoryType.RAM));
    }
    return MemoryMap.of(regions);
  }
}
