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
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.simulate.MachineShape;
import kexec.sim.internal.SimPlans;
import kexec.sim.internal.fault.Faults;
import kexec.sim.internal.memory.SimMemory;
import kexec.sim.internal.store.TransientStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusedPlansTest {

  private static Segment module(long start, long size, int content) {
    return SimPlans.segment(SegmentRole.MODULE, start, size, new byte[content]);
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
    UnaryOperator<Plan> halves =
        plan ->
            with(module(0x1200000, 0xe00000, 1))
                .apply(with(module(0x2800000, 0x1800000, 1)).apply(plan));
    return Stream.of(
        Arguments.of(Slot.DEFAULT, "entry-missing", edit(p -> p.toBuilder().entry(null).build())),
        Arguments.of(Slot.DEFAULT, "too-many-segments", many),
        Arguments.of(Slot.DEFAULT, "segment-not-aligned", with(module(0x3000800, 0x1000, 1))),
        Arguments.of(Slot.DEFAULT, "segment-not-aligned", with(module(0x3000000, 0x1800, 1))),
        Arguments.of(Slot.DEFAULT, "segment-beyond-limit", with(module(1L << 46, 0x1000, 1))),
        Arguments.of(Slot.DEFAULT, "segment-beyond-limit", with(module(-0x2000, 0x1000, 1))),
        Arguments.of(Slot.DEFAULT, "segments-overlap", with(module(0x1001000, 0x2000, 1))),
        Arguments.of(Slot.DEFAULT, "segment-too-long", with(module(0x3000000, 0x1000, 0x1001))),
        Arguments.of(Slot.DEFAULT, "image-too-large", halves),
        Arguments.of(Slot.DEFAULT, "segment-outside-ram", with(module(0xa0000, 0x1000, 1))),
        Arguments.of(
            Slot.CRASH, "segment-outside-crash-region", with(module(0x2800000, 0x1000, 1))),
        Arguments.of(Slot.CRASH, "entry-outside-segments", elsewhere));
  }

  private static UnaryOperator<Plan> edit(UnaryOperator<Plan> edit) {
    return edit;
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("refusals")
  void refuses(Slot slot, String code, UnaryOperator<Plan> edit) {
    Plan plan = edit.apply(SimPlans.plan(slot, 1));
    assertThat(refusal(plan, SimPlans.MAP).fault().code()).isEqualTo(code);
  }

  @Test
  void refusesACrashImageWithoutARegion() {
    MemoryMap bare = MemoryMap.of(SimPlans.MAP.regions());
    KexecException refusal = refusal(SimPlans.plan(Slot.CRASH, 1), bare);
    assertThat(refusal.fault().code()).isEqualTo("segment-outside-crash-region");
  }

  @Test
  void refusesAPlanWithAnError() {
    Plan plan =
        SimPlans.plan(Slot.DEFAULT, 1).toBuilder()
            .findings(List.of(Finding.error("some-error", "it is wrong", "Do it right.")))
            .build();
    assertThat(refusal(plan, SimPlans.MAP).fault().code()).isEqualTo("some-error");
  }

  private static KexecException refusal(Plan plan, MemoryMap map) {
    Faults none = new Faults();
    SimMemory memory = new SimMemory(new MachineShape(map, false, false, false, 3), none);
    SimMachine machine =
        new SimMachine("sim/test", memory, new TransientStore(memory.contents()), none, List.of());
    return catchThrowableOfType(KexecException.class, () -> machine.prepare(plan));
  }
}
