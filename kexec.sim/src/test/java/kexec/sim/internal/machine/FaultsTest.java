package kexec.sim.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ShutdownMode;
import kexec.api.plan.Slot;
import kexec.api.simulate.MachineShape;
import kexec.sim.internal.SimPlans;
import kexec.sim.internal.fault.FaultStep;
import kexec.sim.internal.fault.Faults;
import kexec.sim.internal.memory.SimMemory;
import kexec.sim.internal.store.TransientStore;
import kexec.sim.internal.x86.X86EntryRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FaultsTest {

  private final Faults faults = new Faults();
  private final SimMemory memory = new SimMemory(MachineShape.of(SimPlans.MAP), faults);
  private final SimMachine machine =
      new SimMachine(
          "sim/test",
          memory,
          new TransientStore(memory.contents()),
          faults,
          List.of(new X86EntryRunner()));

  /** The complete lifecycle of an image. */
  private ExecutionReport live(Slot slot) throws KexecException {
    machine.rules();
    machine.status();
    PreparedImage image = machine.prepare(SimPlans.plan(slot, 1));
    try {
      machine.load(image);
    } finally {
      machine.cleanup(image);
    }
    machine.unload(slot == Slot.CRASH ? Slot.DEFAULT : Slot.CRASH);
    machine.shutdown(slot, ShutdownMode.FORCED);
    return machine.execute(slot);
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultStep.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FLIP_BYTE", "DROP_ZERO_FILL", "WRONG_ENTRY"})
  void failsAtTheStepAndNamesIt(FaultStep step) throws KexecException {
    faults.set(Set.of(step));
    KexecException failure = catchThrowableOfType(KexecException.class, () -> live(Slot.DEFAULT));
    assertThat(failure.fault().code()).isEqualTo("simulated-fault");
    assertThat(failure).hasMessageContaining(step.label());

    faults.set(Set.of());
    assertThat(live(Slot.DEFAULT).succeeded()).isTrue();
    assertThat(memory.allocatedPages()).isZero();
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        Arguments.of(
            FaultStep.FLIP_BYTE, Slot.DEFAULT, "boot-params [0x1000000, 0x1002000) content"),
        Arguments.of(FaultStep.FLIP_BYTE, Slot.CRASH, "boot-params [0x2100000, 0x2102000) content"),
        Arguments.of(
            FaultStep.DROP_ZERO_FILL, Slot.DEFAULT, "kernel [0x1010000, 0x1030000) zero fill"),
        Arguments.of(
            FaultStep.DROP_ZERO_FILL, Slot.CRASH, "kernel [0x2110000, 0x2130000) zero fill"),
        Arguments.of(FaultStep.WRONG_ENTRY, Slot.DEFAULT, "entry"),
        Arguments.of(FaultStep.WRONG_ENTRY, Slot.CRASH, "entry"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("damages")
  void seesTheDamage(FaultStep step, Slot slot, String subject) throws KexecException {
    faults.set(Set.of(step));
    ExecutionReport report = live(slot);
    assertThat(report.succeeded()).isFalse();
    assertThat(report.checks())
        .filteredOn(check -> !check.passed())
        .extracting(Check::subject)
        .contains(subject);
  }

  @Test
  void namesEveryStep() {
    for (FaultStep step : FaultStep.values()) {
      assertThat(FaultStep.named(step.label())).contains(step);
    }
    assertThat(FaultStep.named("nothing")).isEmpty();
  }
}
