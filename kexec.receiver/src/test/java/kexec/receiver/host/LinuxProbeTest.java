package kexec.receiver.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import kexec.api.machine.MachineAbsence;
import kexec.linux.sys.LinuxAbi;
import kexec.receiver.FakeTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LinuxProbeTest {

  private static final String DOM0 = "00000bf5\n";
  private static final String DOMU = "000003f5\n";

  @TempDir private Path directory;
  private FakeTree tree;

  @BeforeEach
  void start() {
    tree = new FakeTree(directory);
  }

  @Test
  void aPlainMachine() {
    assertThat(look("Linux", "amd64")).isEmpty();
  }

  static Stream<Arguments> domains() {
    return Stream.of(
        arguments("HVM", DOMU, ""),
        arguments("PVH", DOMU, ""),
        arguments("PV", DOMU, "paravirtualized domain of Xen"),
        arguments("", DOMU, "does not tell how Xen runs it"),
        arguments("PV", DOM0, "this is dom0 of Xen"),
        arguments("PVH", DOM0, "this is dom0 of Xen"),
        arguments("", DOM0, "this is dom0 of Xen"),
        arguments("HVM", "nonsense", "cannot be understood"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("domains")
  void domainsOfXen(String guest, String features, String reason) {
    tree.put("/sys/hypervisor/type", "xen\n");
    tree.put("/sys/hypervisor/properties/features", features);
    if (!guest.isEmpty()) {
      tree.put("/sys/hypervisor/guest_type", guest + "\n");
    }
    Optional<String> absence = look("Linux", "amd64");
    assertThat(absence.isPresent()).isEqualTo(!reason.isEmpty());
    assertThat(absence.orElse("")).contains(reason).doesNotEndWith(".");
  }

  @Test
  void otherSystemsAndProcessors() {
    assertThat(look("FreeBSD", "amd64").orElseThrow()).contains("FreeBSD and not Linux");
    assertThat(look("Linux", "aarch64").orElseThrow()).contains("aarch64").contains("x86_64");
  }

  static Stream<Arguments> kernels() {
    String none = "# CONFIG_KEXEC is not set\n# CONFIG_KEXEC_FILE is not set\n";
    return Stream.of(
        arguments("neither call", none, true),
        arguments("segments", "CONFIG_KEXEC=y\n# CONFIG_KEXEC_FILE is not set\n", false),
        arguments("files", "# CONFIG_KEXEC is not set\nCONFIG_KEXEC_FILE=y\n", false),
        arguments("not told, and no file of kexec's", "", true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kernels")
  void kernelsThatShowNoSlot(String name, String config, boolean absent) {
    tree.remove("/sys/kernel/kexec_loaded");
    if (!config.isEmpty()) {
      tree.put("/boot/config-6.1.0-test", config);
    }
    assertThat(look("Linux", "amd64").filter(r -> r.contains("built without kexec")).isPresent())
        .isEqualTo(absent);
  }

  @Test
  void whereNothingIsShownNothingSpeaksAgainstIt() {
    tree.remove("/sys/kernel");
    assertThat(look("Linux", "amd64")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "aarch64, ARM64, true",
    "aarch64, ARM, false",
    "aarch64, X86_64, false",
    "arm, ARM, true",
    "arm, ARM64, false",
    "amd64, ARM64, false",
    "riscv64, ARM64, false"
  })
  void eachArchitecturesMachineIsThereOnItsProcessors(
      String processor, LinuxAbi abi, boolean there) {
    KexecArchitecture wanted =
        Stream.of(KexecArchitecture.X86_64, KexecArchitecture.ARM64, KexecArchitecture.ARM)
            .filter(architecture -> architecture.abi() == abi)
            .findFirst()
            .orElseThrow();
    assertThat(look("Linux", processor, wanted).isEmpty()).isEqualTo(there);
  }

  private Optional<String> look(String system, String processor) {
    return look(system, processor, KexecArchitecture.X86_64);
  }

  private Optional<String> look(String system, String processor, KexecArchitecture architecture) {
    Properties platform = new Properties();
    platform.setProperty("os.name", system);
    platform.setProperty("os.arch", processor);
    Optional<MachineAbsence> absence =
        new LinuxProbe(tree.root(), platform, architecture).absence();
    absence.ifPresent(found -> assertThat(found.cure()).endsWith("."));
    return absence.map(MachineAbsence::reason);
  }
}
