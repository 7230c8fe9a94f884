package kexec.receiver.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.fault.KexecException;
import kexec.api.machine.Admission;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.UnknownMemory;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.receiver.LinuxPlans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Images that are refused before the kernel frees the loaded crash image. */
class CrashRoomTest {

  private static final long BASE = 0x10000000;

  private static final MemoryMap MEMORY =
      MemoryMap.of(List.of(new MemoryRegion(Range.machine(0, 0x20000000), MemoryType.RAM)))
          .withCrashRegion(Range.machine(BASE, BASE + 0x100000));

  private static final ReceiverRules RULES = ReceiverRules.builder().maxSegments(16).build();

  static Stream<Arguments> refused() throws Exception {
    List<Segment> many = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      many.add(segment(BASE + i * 0x2000L, 0x1000, 1));
    }
    return Stream.of(
        arguments("too-many-segments", BASE, many),
        arguments("segment-not-aligned", BASE, List.of(segment(BASE + 8, 0x1000, 1))),
        arguments("segment-not-aligned", BASE, List.of(segment(BASE, 0x1008, 1))),
        arguments("segment-beyond-limit", BASE, List.of(segment(1L << 46, 0x1000, 1))),
        arguments("segment-beyond-limit", BASE, List.of(segment(-0x2000, 0x1000, 1))),
        arguments(
            "segments-overlap",
            BASE,
            List.of(segment(BASE, 0x2000, 1), segment(BASE + 0x1000, 0x2000, 1))),
        arguments("segment-too-long", BASE, List.of(segment(BASE, 0x1000, 0x1001))),
        arguments("segment-outside-crash-region", BASE, List.of(segment(BASE - 0x1000, 0x2000, 1))),
        arguments(
            "segment-outside-crash-region", BASE, List.of(segment(BASE + 0xff000, 0x2000, 1))),
        arguments("entry-outside-segments", BASE - 1, List.of(segment(BASE, 0x1000, 1))),
        arguments("entry-outside-segments", BASE + 0x100000, List.of(segment(BASE, 0x1000, 1))),
        arguments("no-control-page", BASE, List.of(segment(BASE, 0xf1000, 1))));
  }

  @ParameterizedTest
  @MethodSource
  void refused(String code, long entry, List<Segment> segments) {
    Plan plan = plan(entry, segments);
    KexecException refusal = catchThrowableOfType(KexecException.class, () -> admit(plan, MEMORY));
    assertThat(refusal.fault().code()).isEqualTo(code);
  }

  @Test
  void taken() throws Exception {
    Plan plan = plan(BASE, List.of(segment(BASE, 0xf0000, 0xf0000)));
    admit(plan, MEMORY);
  }

  @Test
  void whereTheRegionIsHiddenTheKernelDecides() throws Exception {
    MemoryMap hidden = MemoryMap.of(MEMORY.regions()).withUnknown(UnknownMemory.CRASH_REGION);
    Plan plan = plan(0x1000, List.of(segment(0x1000, 0x1000, 1)));
    admit(plan, hidden);
  }

  private static void admit(Plan plan, MemoryMap memory) throws Exception {
    Admission.require(plan, RULES, memory, CrashRoom.check(plan, memory), "preparing");
  }

  private static Segment segment(long start, long size, int content) throws Exception {
    SegmentData data = SegmentData.ofBytes(LinuxPlans.bytes(1, content));
    return new Segment(SegmentRole.KERNEL, Range.machine(start, start + size), data, data.digest());
  }

  private static Plan plan(long entry, List<Segment> segments) {
    MachineAddress at = new MachineAddress(entry);
    return Plan.builder()
        .slot(Slot.CRASH)
        .kernel(
            Path.of("vmlinuz"),
            1,
            new KernelFacts("bzImage", Architecture.X86_64, Optional.empty(), 2047, Map.of()))
        .entry(new EntryState(at, at, Map.of()))
        .segments(segments)
        .build();
  }
}
