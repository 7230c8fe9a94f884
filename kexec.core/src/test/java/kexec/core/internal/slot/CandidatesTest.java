package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.NoMachineException;
import kexec.api.machine.MachineAbsence;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.machine.Offer;
import org.junit.jupiter.api.Test;

final class CandidatesTest {

  private static final String REASON = "its library is not there";
  private static final String CURE = "Install libother.";

  private final MachineRegistry registry = new MachineRegistry();
  private final Candidates candidates = new Candidates(registry, Optional.empty(), "x86_64");

  private long offers;

  private void absent(String machine) {
    absent(machine, "x86_64", MachineAbsence.of(REASON, CURE));
  }

  private void absent(String machine, String architecture, MachineAbsence absence) {
    registry.addAbsence(
        new Offer<>(machine, architecture, "other", false, 5, offers++, "b", 2, absence));
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
    assertThat(fault.cure()).isEqualTo(CURE);
  }

  @Test
  void anAbsenceWithoutACureHasOne() {
    absent("other", "", () -> REASON);

    assertThat(refusal(Optional.of("other")).cure()).startsWith("Provide what it lacks");
  }

  @Test
  void ofSeveralMachinesOfANameTheOneOfThisHostTells() {
    absent("other", "arm64", () -> "this host is no arm64");
    absent("other");

    assertThat(refusal(Optional.of("other")).cause()).contains(REASON).doesNotContain("arm64");
  }

  @Test
  void aMachineOfAnotherArchitectureTellsOnlyWhereItIsNamed() {
    absent("elsewhere", "arm64", () -> "this host is no arm64");

    assertThat(refusal(Optional.of("elsewhere")).cause()).contains("this host is no arm64");
    assertThat(refusal(Optional.empty()).cause())
        .isEqualTo(
            "no machine is present that takes an image; those that are absent are for other"
                + " architectures than this host's, x86_64");
  }

  @Test
  void eachThatIsAbsentIsTold() {
    absent("first");
    absent("elsewhere", "arm64", () -> "this host is no arm64");
    absent("second", "", () -> "it is not there either");

    assertThat(candidates.missing(Optional.empty()))
        .containsExactly(
            Finding.error(
                "machine-missing",
                "no machine is present that takes an image",
                "Start a bundle that provides a machine for this host; 'backends' lists what is"
                    + " there."),
            Finding.error("machine-absent", "machine 'first' is absent: " + REASON, CURE),
            Finding.error(
                "machine-absent",
                "machine 'second' is absent: it is not there either",
                "Provide what it lacks, or name a machine that 'backends' lists as present."));
  }

  @Test
  void whoNamesNoneIsToldWhatIsAbsent() {
    absent("other");
    Fault fault = refusal(Optional.empty());

    assertThat(fault.code()).isEqualTo("machine-missing");
    assertThat(fault.cause())
        .isEqualTo(
            "no machine is present that takes an image (machine 'other' is absent: "
                + REASON
                + ")");
  }

  @Test
  void theMachineOfTheConfigurationTellsWhyToo() {
    absent("other");
    Candidates preset = new Candidates(registry, Optional.of("other"), "x86_64");
    NoMachineException refusal =
        catchThrowableOfType(
            NoMachineException.class, () -> preset.choose("loading", Optional.empty()));

    assertThat(refusal.fault().code()).isEqualTo("machine-absent");
    assertThat(refusal).hasMessageContaining(REASON);
  }
}
