package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.NoMachineException;
import kexec.api.machine.MachineAbsence;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.machine.Offer;
import org.junit.jupiter.api.Test;

final class CandidatesTest {

  private static final String REASON = "its library is not there: install libother";

  private final MachineRegistry registry = new MachineRegistry();
  private final Candidates candidates = new Candidates(registry, Optional.empty());

  private void absent(String machine) {
    MachineAbsence absence = () -> REASON;
    registry.addAbsence(new Offer<>(machine, "x86_64", "other", false, 5, 1, "b", 2, absence));
  }

  private Fault refusal(Optional<String> name) {
    return catchThrowableOfType(NoMachineException.class, () -> candidates.choose("loading", name))
        .fault();
  }

  @Test
  void aMachineThatNobodyKnowsIsNotPresent() {
    Fault fault = refusal(Optional.of("elsewhere"));

    assertThat(fault.code()).isEqualTo("machine-absent");
    assertThat(fault.cause()).isEqualTo("machine 'elsewhere' is not present; present: none");
  }

  @Test
  void aMachineThatIsAbsentTellsWhy() {
    absent("other");
    Fault fault = refusal(Optional.of("other"));

    assertThat(fault.code()).isEqualTo("machine-absent");
    assertThat(fault.cause()).isEqualTo("machine 'other' is absent: " + REASON + "; present: none");
    assertThat(fault.cure()).startsWith("Provide what it lacks");
  }

  @Test
  void whoNamesNoneIsToldWhatIsAbsent() {
    absent("other");
    Fault fault = refusal(Optional.empty());

    assertThat(fault.code()).isEqualTo("machine-missing");
    assertThat(fault.cause())
        .isEqualTo("no machine is present that takes an image (other: " + REASON + ")");
  }

  @Test
  void theMachineOfTheConfigurationTellsWhyToo() {
    absent("other");
    Candidates preset = new Candidates(registry, Optional.of("other"));
    NoMachineException refusal =
        catchThrowableOfType(
            NoMachineException.class, () -> preset.choose("loading", Optional.empty()));

    assertThat(refusal.fault().code()).isEqualTo("machine-absent");
    assertThat(refusal).hasMessageContaining(REASON);
  }
}
