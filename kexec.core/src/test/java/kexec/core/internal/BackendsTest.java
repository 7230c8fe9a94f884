package kexec.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import kexec.api.Backend;
import kexec.api.machine.MachineAbsence;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.machine.Offer;
import kexec.core.internal.slot.Candidates;
import org.junit.jupiter.api.Test;

final class BackendsTest {

  @Test
  void anAbsentMachineIsListedWithItsReason() {
    MachineRegistry registry = new MachineRegistry();
    Candidates candidates = new Candidates(registry, Optional.empty(), "x86_64");
    MachineAbsence absence = () -> "its library is not there: install libother";
    registry.addAbsence(
        new Offer<>("other", "x86_64", "other", false, 5, 1, "kexec.other", 2, absence));

    assertThat(Backends.list(registry, candidates, List.of()))
        .containsExactly(
            new Backend(
                Backend.Kind.ABSENT_MACHINE,
                "other",
                "x86_64",
                "other",
                0,
                "kexec.other",
                false,
                "its library is not there: install libother"));
  }
}
