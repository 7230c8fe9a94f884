package kexec.api.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MachineValuesTest {

  @Test
  void rulesBeginWithWhatEveryReceiverTakes() {
    ReceiverRules rules = ReceiverRules.builder().build();

    assertThat(rules.pageSize()).isEqualTo(PageSize.KIB_4);
    assertThat(rules.maxSegments()).isEqualTo(15);
    assertThat(rules.destinationLimit()).isEqualTo(new MachineAddress(1L << 46));
    assertThat(rules.sourceLimit()).isEqualTo(new MachineAddress(1L << 46));
    assertThat(rules.ramDivisor()).isEqualTo(2);
    assertThat(rules.forbidden()).isEqualTo(RangeSet.empty());
  }

  @Test
  void everyRuleIsKept() {
    ReceiverRules rules =
        ReceiverRules.builder()
            .pageSize(new PageSize(16))
            .maxSegments(16)
            .destinationLimit(new MachineAddress(-1))
            .sourceLimit(new MachineAddress(5))
            .ramDivisor(1)
            .forbid(Range.machine(0, 0x1000))
            .forbid(Range.machine(0x1000, 0x2000))
            .forbid(RangeSet.of(List.of(Range.machine(0x1800, 0x3000), Range.machine(5, 9))))
            .build();

    assertThat(rules.pageSize()).isEqualTo(new PageSize(16));
    assertThat(rules.maxSegments()).isEqualTo(16);
    assertThat(rules.destinationLimit()).isEqualTo(new MachineAddress(-1));
    assertThat(rules.sourceLimit()).isEqualTo(new MachineAddress(5));
    assertThat(rules.ramDivisor()).isEqualTo(1);
    assertThat(rules.forbidden()).isEqualTo(RangeSet.of(Range.machine(0, 0x3000)));
  }

  @Test
  void crashNotesDoNotChangeWithTheListsTheyWereMadeFrom() {
    List<Range<MachineAddress>> machine = new ArrayList<>(List.of(Range.machine(0, 1)));
    Range<PhysicalAddress> note = Range.ofSize(new PhysicalAddress(2), 1);
    List<Range<PhysicalAddress>> kernel = new ArrayList<>(List.of(note));
    CrashNotes notes = new CrashNotes(machine, kernel, Optional.empty(), Optional.empty());
    machine.clear();
    kernel.clear();

    assertThat(notes.machine()).containsExactly(Range.machine(0, 1));
    assertThat(notes.kernel()).containsExactly(note);
    assertThatThrownBy(() -> notes.kernel().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void numbersThatAreNotAboveZeroAreRefused(int number) {
    assertThatThrownBy(() -> ReceiverRules.builder().maxSegments(number).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an image of at most " + number + " segments");
    assertThatThrownBy(() -> ReceiverRules.builder().ramDivisor(number).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the RAM divided by " + number);
  }

  @Test
  void aStatusDoesNotChangeWithItsSource() {
    Set<Slot> loaded = EnumSet.of(Slot.CRASH);
    MachineStatus status = new MachineStatus(loaded, Map.of());
    loaded.clear();

    assertThat(status.isLoaded(Slot.CRASH)).isTrue();
    assertThat(status.isLoaded(Slot.DEFAULT)).isFalse();
    assertThatThrownBy(() -> status.loaded().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anExecutionSucceedsWhenSomethingWasLookedAtAndNothingFailed() {
    Check good = new Check("kernel", true, "as planned");
    Check bad = new Check("initrd", false, "byte 5 differs");

    assertThat(report(List.of(good, good)).succeeded()).isTrue();
    assertThat(report(List.of(good, bad)).succeeded()).isFalse();
    assertThat(report(List.of()).succeeded()).isFalse();
  }

  private static ExecutionReport report(List<Check> checks) {
    return new ExecutionReport("sim", checks, 0, 0, Duration.ZERO);
  }
}
