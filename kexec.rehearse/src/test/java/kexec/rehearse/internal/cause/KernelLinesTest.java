package kexec.rehearse.internal.cause;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kexec.api.fault.Finding;
import kexec.api.rehearse.Rung;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelLinesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[    2.1] Kernel panic - not syncing: VFS | true",
        "[    2.1][    T1] Kernel panic - not syncing: VFS | true",
        "<0>[    2.1] Kernel panic - not syncing: VFS | true",
        "<0>Kernel panic - not syncing: VFS | true",
        "Kernel panic - not syncing: VFS | true",
        "login: [   12.5] Kernel panic - not syncing: VFS | true",
        "(XEN) Panic on CPU 0: | true",
        "(XEN) [2026-11-29 15:00:00] Panic on CPU 0: | true",
        "Panic on CPU 0: | true",
        "[    0.0] Command line: console=ttyS0 Kernel panic - not syncing | false",
        "[    0.0] Kernel command line: Panic on CPU 0: | false",
        "what to do after a Kernel panic - not syncing | false",
        "[    2.1] ---[ end Kernel panic - not syncing: VFS ]--- | false"
      })
  void aPanicStandsWhereTheKernelPutsIt(String line, boolean panic) {
    assertThat(KernelLines.isPanic(line)).isEqualTo(panic);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[    0.000000] Command line: mark=first",
        "[    0.049531][    T0] Kernel command line: mark=first",
        "[    0.05] Unknown kernel command line parameters \"mark=first\", will be passed to user",
        "(XEN) Command line: console=com1 mark=first"
      })
  void aCommandLineIsRepeated(String line) {
    assertThat(KernelLines.repeatsCommandLine(line)).isTrue();
    assertThat(KernelLines.repeatsCommandLine("guest: " + line)).isFalse();
  }

  @Test
  void whatACommandLineSaysIsNoCause() {
    List<Finding> findings =
        LikelyCause.of(
            SeenGuests.ended(
                Rung.VERSION,
                GuestEnding.TIMEOUT,
                List.of("[    0.0] Command line: No working init found")));
    assertThat(findings).extracting(Finding::code).containsExactly("rehearsal-timeout");
  }
}
