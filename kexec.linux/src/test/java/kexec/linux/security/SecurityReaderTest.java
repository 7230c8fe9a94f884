package kexec.linux.security;

import static kexec.linux.Tree.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import kexec.linux.LinuxRoot;
import kexec.linux.Tree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityReaderTest {

  private static final String ROOT =
      """
      Name:\tjava
      Uid:\t0\t0\t0\t0
      CapInh:\t0000000000000000
      CapPrm:\t000001ffffffffff
      CapEff:\t000001ffffbfffff
      CapBnd:\t000001ffffffffff
      NoNewPrivs:\t0
      Seccomp:\t2
      Seccomp_filters:\t1
      """;

  @TempDir private Path path;
  private Tree tree;
  private SecurityReader reader;

  @BeforeEach
  void start() {
    tree = new Tree(path);
    reader = new SecurityReader(tree.root());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "[none] integrity confidentiality, NONE",
    "none [integrity] confidentiality, INTEGRITY",
    "none integrity [confidentiality], CONFIDENTIALITY",
  })
  void lockdown(String text, Lockdown mode) throws Exception {
    tree.with("/sys/kernel/security/lockdown", text + "\n");
    assertThat(reader.lockdown()).contains(mode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "none integrity", "[none] [integrity]", "[total]", "[", "[]"})
  void hostileLockdown(String text) throws Exception {
    tree.with("/sys/kernel/security/lockdown", text);
    assertRefused("file-malformed", reader::lockdown);
  }

  @Test
  void appraisalRulesAreBounded() throws Exception {
    String rule = "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig \n";
    tree.with("/sys/kernel/security/ima/policy", rule);
    assertThat(reader.appraisalRules()).contains(new AppraisalRules(true, true, false));
    tree.with("/sys/kernel/security/ima/policy", rule.repeat(20_000));
    assertRefused("file-too-long", reader::appraisalRules);
  }

  @Test
  void appraisalRulesThatTheKernelDoesNotShow() throws Exception {
    assertThat(reader.hidesAppraisalRules()).as("no IMA").isFalse();
    tree.with("/sys/kernel/security/ima/violations", "0\n");
    assertThat(reader.hidesAppraisalRules()).as("IMA without the file").isTrue();
    tree.with("/sys/kernel/security/ima/policy", "");
    assertThat(reader.hidesAppraisalRules()).as("IMA with the file").isFalse();
  }

  @Test
  void whatAKernelWithoutAnyOfItTells() throws Exception {
    assertThat(reader.lockdown()).isEmpty();
    assertThat(reader.appraisalRules()).isEmpty();
    assertThat(reader.limits()).isEqualTo(LoadLimits.NONE);
    assertThat(reader.isInitialUserNamespace()).isTrue();
    assertRefused("file-absent", reader::privileges);
  }

  @Test
  void limits() throws Exception {
    tree.with("/proc/sys/kernel/kexec_load_disabled", "1\n")
        .with("/proc/sys/kernel/kexec_load_limit_panic", "-1\n")
        .with("/proc/sys/kernel/kexec_load_limit_reboot", "0\n");
    assertThat(reader.limits())
        .isEqualTo(new LoadLimits(true, OptionalLong.empty(), OptionalLong.of(0)));
  }

  @Test
  void hostileLimits() throws Exception {
    tree.with("/proc/sys/kernel/kexec_load_limit_panic", "many");
    assertRefused("file-malformed", reader::limits);
  }

  @Test
  void privilegesOfTheThreadComeFirst() throws Exception {
    tree.with("/proc/self/status", ROOT.replace("bfffff", "ffffff"));
    assertThat(reader.privileges().has(Capability.CAP_SYS_BOOT)).isTrue();
    tree.with("/proc/thread-self/status", ROOT);
    Privileges thread = reader.privileges();
    assertThat(thread.has(Capability.CAP_SYS_BOOT)).isFalse();
    assertThat(thread.effective())
        .isEqualTo(EnumSet.complementOf(EnumSet.of(Capability.CAP_SYS_BOOT)));
    assertThat(thread.bounding()).isEqualTo(EnumSet.allOf(Capability.class));
    assertThat(thread.filtered()).isTrue();
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "0000000000004000, CAP_IPC_LOCK",
    "0000000000020000, CAP_SYS_RAWIO",
    "0000000000200000, CAP_SYS_ADMIN",
    "0000000000400000, CAP_SYS_BOOT",
  })
  void numbersOfTheCapabilities(String bits, Capability capability) throws Exception {
    String text = "CapEff:\t%s\nCapBnd:\t0\n".formatted(bits);
    Privileges privileges = Privileges.parse("status", text);
    assertThat(privileges.effective()).isEqualTo(Set.of(capability));
    assertThat(privileges.bounding()).isEmpty();
    assertThat(privileges.filtered()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "CapEff:\t0\n",
        "CapBnd:\t0\n",
        "xCapEff:\t0\nCapBnd:\t0\n",
        "CapEff:\t-1\nCapBnd:\t0\n",
        "CapEff:\t10000000000000000\nCapBnd:\t0\n",
        "CapEff:\t0\nCapBnd:\t0\nSeccomp:\tx\n"
      })
  void hostileStatus(String text) {
    assertRefused("file-malformed", () -> Privileges.parse("status", text));
  }

  @Test
  void thisProcessHasAStatus() throws Exception {
    assertThat(new SecurityReader(LinuxRoot.running()).privileges().bounding()).isNotNull();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "         0          0 4294967295, true",
    "0 100000 65536, false",
    "0 0 1, false",
    "'', false"
  })
  void userNamespaces(String map, boolean initial) throws Exception {
    tree.with("/proc/self/uid_map", map + "\n");
    assertThat(reader.isInitialUserNamespace()).isEqualTo(initial);
  }
}
