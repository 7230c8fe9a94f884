package kexec.linux.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppraisalRulesTest {

  private static final AppraisalRules NOTHING = new AppraisalRules(false, false, false);

  /** Rules are divided by a slash. */
  @ParameterizedTest(name = "{0}: {1} {2} {3}")
  @CsvSource({
    "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig, true, true, false",
    "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig|modsig, true, true, false",
    "appraise func=KEXEC_INITRAMFS_CHECK appraise_type=imasig, false, false, true",
    "appraise func=KEXEC_KERNEL_CHECK / appraise func=KEXEC_INITRAMFS_CHECK, true, true, true",
    "appraise func=KEXEC_KERNEL_CHECK fowner=0, true, false, false",
    "appraise func=KEXEC_KERNEL_CHECK uid>1000, true, false, false",
    "dont_appraise fsmagic=0x9fa0 / appraise func=KEXEC_KERNEL_CHECK, true, true, false",
    "appraise appraise_type=imasig, false, true, true",
    "appraise / appraise func=KEXEC_KERNEL_CHECK, true, true, true",
    "dont_appraise / appraise func=KEXEC_KERNEL_CHECK, true, false, false",
    "dont_appraise func=KEXEC_KERNEL_CHECK / appraise func=KEXEC_KERNEL_CHECK, true, false, false",
    "appraise func=KEXEC_KERNEL_CHECK / dont_appraise func=KEXEC_KERNEL_CHECK, true, true, false",
    "dont_appraise func=MODULE_CHECK / appraise func=KEXEC_KERNEL_CHECK, true, true, false",
  })
  void whatRulesAppraise(String rules, boolean segments, boolean kernels, boolean initrds) {
    assertThat(AppraisalRules.parse(rules.replace(" / ", " \n") + " \n"))
        .isEqualTo(new AppraisalRules(segments, kernels, initrds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n \t\n",
        "measure func=KEXEC_KERNEL_CHECK",
        "measure func=KEXEC_CMDLINE",
        "# appraise func=KEXEC_KERNEL_CHECK",
        "appraised func=KEXEC_KERNEL_CHECK",
        "appraise func=KEXEC_KERNEL_CHECKED",
        "appraise func=",
        "appraise fowner=0",
        "func=KEXEC_KERNEL_CHECK appraise",
        "appraise\u0000func=KEXEC_KERNEL_CHECK",
        "appraise =",
        "\u001b[2Jappraise func=KEXEC_KERNEL_CHECK"
      })
  void textThatTellsNothing(String text) {
    assertThat(AppraisalRules.parse(text)).isEqualTo(NOTHING);
  }
}
