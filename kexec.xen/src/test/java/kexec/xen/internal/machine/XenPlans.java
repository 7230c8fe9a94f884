package kexec.xen.internal.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;

/**
 * Small plans for the model machine: default images in dom0's memory, others in the crash region.
 */
final class XenPlans {

  static final long PAGE = 4096;
  static final MachineAddress OWNED = new MachineAddress(0x5000000);
  static final MachineAddress CRASH = new MachineAddress(0x10100000);

  private static final int CONTENT = 9001;

  private XenPlans() {}

  static MachineAddress base(Slot slot) {
    return slot == Slot.CRASH ? CRASH : OWNED;
  }

  /** Three segments of three pages each, apart from one another; the first one has the entry. */
  static Plan.Builder three(MemoryMap memory, Slot slot, int variant) throws KexecException {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      segments.add(
          segment(base(slot).plus(8L * i * PAGE), 3 * PAGE, content(CONTENT, 10 * variant + i)));
    }
    return of(memory, slot, segments);
  }

  static Plan.Builder of(MemoryMap memory, Slot slot, List<Segment> segments) {
    KernelFacts facts =
        new KernelFacts("none", Architecture.X86_64, Optional.empty(), 2047, Map.of());
    MachineAddress entry = segments.get(0).memory().start();
    return Plan.builder()
        .slot(slot)
        .machine("xen")
        .kernel(Path.of("none"), CONTENT, facts)
        .commandLine("none")
        .methods(List.of(LoadMethod.SEGMENTS))
        .entryCheck(EntryCheck.HALT)
        .entry(new EntryState(entry, entry, Map.of()))
        .segments(segments)
        .memory(memory);
  }

  static Segment segment(MachineAddress start, long size, SegmentData data) throws KexecException {
    return new Segment(SegmentRole.KERNEL, Range.ofSize(start, size), data, data.digest());
  }

  static SegmentData content(int bytes, int seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return SegmentData.ofBytes(content);
  }
}
