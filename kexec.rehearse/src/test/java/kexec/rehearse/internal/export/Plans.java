package kexec.rehearse.internal.export;

import java.nio.charset.StandardCharsets;
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

/** Plans of made-up segments. */
final class Plans {

  static final long MIB = 1L << 20;
  static final long GIB = 1L << 30;

  private Plans() {}

  /** {@return RAM as a PC with less than 3 GiB has it} */
  static MemoryMap pc(long bytes) {
    return map(Range.machine(0x1000, 0x9fc00), Range.machine(MIB, bytes));
  }

  @SafeVarargs
  static MemoryMap map(Range<MachineAddress>... ram) {
    List<MemoryRegion> regions = new ArrayList<>();
    for (Range<MachineAddress> range : ram) {
      regions.add(new MemoryRegion(range, MemoryType.RAM));
    }
    return MemoryMap.of(regions);
  }

  static Segment segment(long start, long end, SegmentData data) throws BadFileException {
    return new Segment(SegmentRole.KERNEL, Range.machine(start, end), data, data.digest());
  }

  static Segment segment(long start, long end, String text) throws BadFileException {
    return segment(start, end, SegmentData.ofBytes(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** {@return a plan that is entered at the start of its first segment} */
  static Plan of(Architecture architecture, MemoryMap memory, List<Segment> segments) {
    MachineAddress entry = segments.get(0).memory().start();
    return Plan.builder()
        .kernel(
            Path.of("kernel"),
            1,
            new KernelFacts("ELF64", architecture, Optional.empty(), 2047, Map.of()))
        .memory(memory)
        .segments(segments)
        .entry(new EntryState(entry, entry, Map.of()))
        .build();
  }

  static Plan of(MemoryMap memory, Segment... segments) {
    return of(Architecture.X86_64, memory, List.of(segments));
  }
}
