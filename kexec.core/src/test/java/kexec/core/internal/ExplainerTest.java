package kexec.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.machine.MachineAbsence;
import kexec.api.plan.Slot;
import kexec.core.internal.machine.Offer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainerTest {

  @TempDir private Path directory;

  @Test
  void withoutAMachineTheReasonsOfTheAbsentOnesAreTold() throws Exception {
    try (KexecCore core =
        new KexecCore(
            new KexecCore.Settings(directory, Optional.empty(), false, false, Optional.empty()),
            () -> false)) {
      MachineAbsence absence = MachineAbsence.of("its library is not there", "Install it.");
      core.addAbsence(new Offer<>("other", "", "none", false, 0, 1, "b", 2, absence));
      MachineAbsence elsewhere = () -> "this is another processor";
      core.addAbsence(new Offer<>("elsewhere", "none", "none", false, 0, 2, "b", 3, elsewhere));
      List<Finding> findings = core.explain(Slot.DEFAULT, Optional.empty());
      assertThat(findings)
          .extracting(Finding::code)
          .containsExactly("machine-missing", "machine-absent", "protocol-missing");
      assertThat(findings).allMatch(Finding::isError).noneMatch(each -> each.cure().isBlank());
      assertThat(findings.get(0).message()).isEqualTo("no machine is present that takes an image");
      assertThat(findings.get(1))
          .isEqualTo(
              Finding.error(
                  "machine-absent",
                  "machine 'other' is absent: its library is not there",
                  "Install it."));
      assertThat(core.explain(Slot.CRASH, Optional.of("other")))
          .extracting(Finding::code)
          .containsExactly("machine-absent", "protocol-missing");
    }
  }
}
