package kexec.rehearse.internal;

import static org.assertj.core.api.Assertions.assertThat;

import kexec.api.fault.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrashVerdictTest {

  private static final long MIB = 1L << 20;

  @ParameterizedTest
  @CsvSource({"0, 16", "1, 32", "16, 32", "17, 48", "115, 144"})
  void aRegionThatDoesHasAtLeastOneStepMoreThanThePeak(long peak, long needed) {
    assertThat(CrashVerdict.needed(peak * MIB)).isEqualTo(needed * MIB);
  }

  @Test
  void aSizeThatWasCalculatedIsNotSaidToHaveBeenTried() {
    Finding finding = CrashVerdict.tooSmall(64 * MIB, 256 * MIB, 115 * MIB, 144 * MIB);
    assertThat(finding.message()).contains("64.0 MiB", "256.0 MiB", "115.0 MiB");
    assertThat(finding.message()).doesNotContain("144");
    assertThat(finding.cure()).contains("crashkernel=144M");
  }
}
