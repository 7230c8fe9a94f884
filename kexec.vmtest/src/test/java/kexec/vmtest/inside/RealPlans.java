package kexec.vmtest.inside;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import kexec.api.fault.KexecException;
import kexec.api.memory.Direction;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;

/** Small plans for the memory of the guest, which are loaded and never entered. */
final class RealPlans {

  private static final long PAGE = 4096;
  private static final int CONTENT = 9001;

  private final String machine;
  private final MemoryMap memory;
  private final RangeSet<MachineAddress> forbidden;

  RealPlans(MemoryMap memory) {
    this("linux", memory, RangeSet.empty());
  }

  /** Plans whose default images avoid some memory. */
  RealPlans(String machine, MemoryMap memory, RangeSet<MachineAddress> forbidden) {
    this.machine = machine;
    this.memory = memory;
    this.forbidden = forbidden;
  }

  /** Three segments of three pages each, apart from one another; the first one has the entry. */
  Plan plan(Slot slot, int variant) throws KexecException {
    MachineAddress base = base(slot);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      SegmentRole role = List.of(SegmentRole.KERNEL, SegmentRole.INITRD, SegmentRole.STUB).get(i);
      segments.add(segment(role, base.plus(8L * i * PAGE), 3 * PAGE, 10 * variant + i));
    }
    KernelFacts facts =
        new KernelFacts(
            "none", RunningArchitecture.get().architecture(), Optional.empty(), 2047, Map.of());
    return Plan.builder()
        .slot(slot)
        .machine(machine)
        .kernel(Path.of("none"), CONTENT, facts)
        .commandLine("none elfcorehdr=0x1000")
        .entry(new EntryState(base, base, Map.of()))
        .segments(segments)
        .memory(memory)
        .build();
  }

  /** Returns the address of the first segment of every plan. */
  MachineAddress base(Slot slot) {
    RangeSet<MachineAddress> room =
        slot == Slot.CRASH
            ? memory.crashReserve()
            : memory.ram().subtract(memory.crashReserve()).subtract(forbidden);
    return room.findHole(
            new HoleRequest<>(
                32 * PAGE, PAGE, Range.machine(16L << 20, 4L << 30), Direction.HIGHEST))
        .orElseThrow()
        .start();
  }

  static Segment segment(SegmentRole role, MachineAddress start, long size, int seed)
      throws KexecException {
    byte[] content = new byte[CONTENT];
    new Random(seed).nextBytes(content);
    SegmentData data = SegmentData.ofBytes(content);
    return new Segment(role, Range.ofSize(start, size), data, data.digest());
  }
}
