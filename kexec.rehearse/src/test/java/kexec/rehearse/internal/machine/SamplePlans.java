package kexec.rehearse.internal.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;

/** Plans of one segment for machines with RAM in some places. */
final class SamplePlans {

  static final long MIB = 1L << 20;
  static final long GIB = 1L << 30;

  private SamplePlans() {}

  @SafeVarargs
  static MemoryMap map(Range<MachineAddress>... ram) {
    List<MemoryRegion> regions = new ArrayList<>();
    for (Range<MachineAddress> range : ram) {
      regions.add(new MemoryRegion(range, MemoryType.RAM));
    }
    return MemoryMap.of(regions);
  }

  /** {@return a map of a PC with some RAM below 4 GiB, and some above} */
  static MemoryMap pc(long below, long above) {
    return above == 0
        ? map(Range.machine(0x1000, 0x9fc00), Range.machine(MIB, below))
        : map(
            Range.machine(0x1000, 0x9fc00),
            Range.machine(MIB, below),
            Range.machine(4 * GIB, 4 * GIB + above));
  }

  static Plan of(Architecture architecture, MemoryMap memory, long start, long size)
      throws BadFileException {
    SegmentData data = SegmentData.zeros(size);
    MachineAddress entry = new MachineAddress(start);
    return Plan.builder()
        .kernel(
            Path.of("vmlinuz"),
            1,
            new KernelFacts("bzImage", architecture, Optional.empty(), 2047, Map.of()))
        .memory(memory)
        .segments(
            List.of(
                new Segment(SegmentRole.KERNEL, Range.ofSize(entry, size), data, data.digest())))
        .entry(new EntryState(entry, entry, Map.of()))
        .build();
  }
}
