package kexec.rehearse.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The texts are from /proc/cpuinfo of the named processors, shortened to some flags. */
class HostProcessorTest {

  private static final String CORE2 =
      """
      processor	: 0
      vendor_id	: GenuineIntel
      model name	: Intel(R) Core(TM)2 Duo CPU     E8400  @ 3.00GHz
      flags		: fpu vme de pse tsc msr pae cx8 sse sse2 ht lm constant_tsc nopl pni cx16 ssse3 sse4_1 lahf_lm
      vmx flags	: vnmi flexpriority
      bugs		: cpu_meltdown spectre_v1
      """;

  private static final String XEON =
      """
      processor	: 0
      model name	: Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz
      flags		: fpu sse sse2 lm pni fma cx16 sse4_1 sse4_2 movbe popcnt avx f16c lahf_lm abm bmi1 avx2 bmi2 la57 ssse3

      processor	: 1
      flags		: fpu
      """;

  private static final String ARM =
      """
      processor	: 0
      Features	: fp asimd evtstrm aes
      CPU implementer	: 0x41
      """;

  @Test
  void whatAProcessorDoesNotHaveIsOff() {
    assertThat(HostProcessor.without(CORE2))
        .isEqualTo(
            ",popcnt=off,sse4.2=off,avx=off,avx2=off,bmi1=off,bmi2=off,f16c=off,fma=off,abm=off"
                + ",movbe=off,la57=off");
  }

  @Test
  void ofOneThatHasEverythingNothingIsOff() {
    assertThat(HostProcessor.without(XEON)).isEmpty();
    assertThat(HostProcessor.without(XEON.replace(" la57", ""))).isEqualTo(",la57=off");
    // A flag is a whole word.
    assertThat(HostProcessor.without(XEON.replace(" avx ", " "))).isEqualTo(",avx=off");
    assertThat(HostProcessor.without(XEON.replace("ssse3", "ssse35"))).isEqualTo(",ssse3=off");
  }

  @Test
  void withoutFlagsNothingIsKnown() {
    assertThat(HostProcessor.without("")).isEmpty();
    assertThat(HostProcessor.without(ARM)).isEmpty();
    assertThat(HostProcessor.without("\0\0\0")).isEmpty();
  }
}
