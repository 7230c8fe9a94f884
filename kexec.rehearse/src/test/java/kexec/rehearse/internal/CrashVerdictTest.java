package kexec.rehearse.internal;

import static org.assertj.core.api.Assertions.assertThat;

import kexec.api.fault.Finding;
import kexec.api.rehearse.RehearsalReport.CrashRehearsal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrashVerdictTest {

  private static final long MIB = 1L << 20;

  @ParameterizedTest
  @CsvSource({"0, 16", "1, 32", "16777216, 32", "16777217, 48", "134217728, 144", "134217727, 144"})
  void whatIsNeededIsMoreThanThePeakInSteps(long peak, long mib) {
    assertThat(CrashVerdict.needed(peak)).isEqualTo(mib * MIB);
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, false, rehearsal-vmcore-missing, 1",
    "0, true, true, rehearsal-vmcore-missing, 1",
    "4096, false, false, rehearsal-vmcore-differs, 2",
    "4096, true, false, rehearsal-vmcore-differs, 1",
    "4096, false, true, rehearsal-vmcore-differs, 1",
    "4096, true, true, '', 0"
  })
  void whatIsWrongWithADump(long core, boolean notes, boolean pattern, String code, int count) {
    assertThat(
            CrashVerdict.findings(
                new CrashRehearsal(core, notes, pattern, 256 * MIB, 100 * MIB, 0)))
        .hasSize(count)
        .allMatch(Finding::isError)
        .allMatch(finding -> finding.code().equals(code));
  }

  @Test
  void aSizeThatWasCalculatedIsNotSaidToHaveBeenTried() {
    Finding finding = CrashVerdict.tooSmall(64 * MIB, 256 * MIB, 115 * MIB, 144 * MIB);
    assertThat(finding.isError()).isTrue();
    assertThat(finding.code()).isEqualTo("crash-region-too-small");
    assertThat(finding.message()).contains("64.0 MiB", "256.0 MiB", "115.0 MiB");
    assertThat(finding.message()).doesNotContain("144");
    assertThat(finding.cure()).contains("crashkernel=144M");
  }

  @ParameterizedTest
  @CsvSource({"57, false", "58, true", "64, true"})
  void aRegionOfWhichNineTenthsAreUsedIsNearlyFull(long peak, boolean full) {
    CrashRehearsal crash = new CrashRehearsal(0, false, false, 64 * MIB, peak * MIB, 0);
    assertThat(CrashVerdict.isNearlyFull(crash)).isEqualTo(full);
  }
}
