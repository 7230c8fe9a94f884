package kexec.sim.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.sim.internal.TestPlans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionTest {

  private static final ReceiverRules RULES = ReceiverRules.builder().maxSegments(16).build();

  private static Segment module(long start, long size, int content) {
    return TestPlans.segment(SegmentRole.MODULE, start, size, new byte[content]);
  }

  private static UnaryOperator<Plan> with(Segment more) {
    return plan -> {
      List<Segment> segments = new ArrayList<>(plan.segments());
      segments.add(more);
      return plan.toBuilder().segments(segments).build();
    };
  }

  static Stream<Arguments> refusals() {
    UnaryOperator<Plan> many =
        plan ->
            plan.toBuilder()
                .segments(
                    IntStream.range(0, 17)
                        .mapToObj(i -> module(0x1000000 + i * 0x1000L, 0x1000, 1))
                        .toList())
                .build();
    UnaryOperator<Plan> elsewhere =
        plan ->
            plan.toBuilder()
                .entry(
                    new EntryState(
                        new MachineAddress(0x1000), new MachineAddress(0x1000), Map.of()))
                .build();
    return Stream.of(
        Arguments.of(Slot.DEFAULT, "no-entry", edit(p -> p.toBuilder().entry(null).build())),
        Arguments.of(Slot.DEFAULT, "too-many-segments", many),
        Arguments.of(Slot.DEFAULT, "segment-place", with(module(0x3000800, 0x1000, 1))),
        Arguments.of(Slot.DEFAULT, "segment-place", with(module(0x3000000, 0x1800, 1))),
        Arguments.of(Slot.DEFAULT, "segment-place", with(module(1L << 46, 0x1000, 1))),
        Arguments.of(Slot.DEFAULT, "segment-place", with(module(-0x2000, 0x1000, 1))),
        Arguments.of(Slot.DEFAULT, "segments-overlap", with(module(0x1001000, 0x2000, 1))),
        Arguments.of(Slot.DEFAULT, "segment-content", with(module(0x3000000, 0x1000, 0x1001))),
        Arguments.of(Slot.DEFAULT, "image-too-large", with(module(0x1200000, 0x2200000, 1))),
        Arguments.of(Slot.DEFAULT, "no-ram", with(module(0xa0000, 0x1000, 1))),
        Arguments.of(Slot.CRASH, "outside-crash-region", with(module(0x2800000, 0x1000, 1))),
        Arguments.of(Slot.CRASH, "outside-crash-region", elsewhere));
  }

  private static UnaryOperator<Plan> edit(UnaryOperator<Plan> edit) {
    return edit;
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("refusals")
  void refuses(Slot slot, String code, UnaryOperator<Plan> edit) {
    Plan plan = edit.apply(TestPlans.plan(slot, 1));
    assertThat(refusal(plan, TestPlans.MAP).fault().code()).isEqualTo(code);
  }

  @Test
  void refusesACrashImageWithoutARegion() {
    MemoryMap bare = MemoryMap.of(TestPlans.MAP.regions());
    KexecException refusal = refusal(TestPlans.plan(Slot.CRASH, 1), bare);
    assertThat(refusal.fault().code()).isEqualTo("no-crash-region");
  }

  @Test
  void refusesAPlanWithAnError() {
    Plan plan =
        TestPlans.plan(Slot.DEFAULT, 1).toBuilder()
            .findings(List.of(Finding.error("some-error", "it is wrong", "Do it right.")))
            .build();
    assertThat(refusal(plan, TestPlans.MAP).fault().code()).isEqualTo("some-error");
  }

  private static KexecException refusal(Plan plan, MemoryMap map) {
    return catchThrowableOfType(
        KexecException.class, () -> new Admission(RULES, map).check(plan, "trying"));
  }
}
