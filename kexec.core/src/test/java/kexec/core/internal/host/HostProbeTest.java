package kexec.core.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostProbeTest {

  @TempDir Path root;

  private static Properties platform(String os, String arch) {
    Properties properties = new Properties();
    properties.setProperty("os.name", os);
    properties.setProperty("os.arch", arch);
    return properties;
  }

  private HostFacts probe() {
    return HostProbe.probe(root, platform("Linux", "amd64"));
  }

  private void hypervisor(String type) throws Exception {
    Files.createDirectories(root.resolve("sys/hypervisor"));
    Files.writeString(root.resolve("sys/hypervisor/type"), type);
  }

  @Test
  void anEmptyHostIsPlain() {
    assertThat(probe()).isEqualTo(new HostFacts("linux", "x86_64", "none", false));
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "'xen\n',xen,as Linux writes it",
        "XEN,xen,in capitals",
        "'',none,empty",
        "'\n',none,blank"
      })
  void theHypervisorIsWhatLinuxNames(String type, String firmware, String name) throws Exception {
    hypervisor(type);

    assertThat(probe().firmware()).as(name).isEqualTo(firmware);
  }

  @Test
  void aHypervisorFileThatCannotBeReadCountsAsAbsent() throws Exception {
    Files.createDirectories(root.resolve("sys/hypervisor/type"));

    assertThat(probe().firmware()).isEqualTo("none");
  }

  @Test
  void anEndlessFileIsNotReadToItsEnd() throws Exception {
    hypervisor("x".repeat(1 << 20));

    assertThat(probe().firmware()).hasSize(64);
  }

  @Test
  void efiIsADirectory() throws Exception {
    Path firmware = Files.createDirectories(root.resolve("sys/firmware"));
    Files.createFile(firmware.resolve("efi"));
    assertThat(probe().efi()).isFalse();

    Files.delete(firmware.resolve("efi"));
    Files.createDirectory(firmware.resolve("efi"));
    assertThat(probe().efi()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "amd64, x86_64",
    "x86_64, x86_64",
    "x86, i386",
    "i386, i386",
    "i486, i386",
    "i586, i386",
    "i686, i386",
    "aarch64, arm64",
    "arm64, arm64",
    "arm, arm",
    "riscv64, riscv64"
  })
  void architecturesHaveTheNamesOfTheApi(String javaName, String label) {
    assertThat(HostProbe.probe(root, platform("Linux", javaName)).architecture()).isEqualTo(label);
  }

  @Test
  void aPlatformThatSaysNothingIsNamedNothing() {
    assertThat(HostProbe.probe(root, new Properties()))
        .isEqualTo(new HostFacts("", "", "none", false));
  }

  @Test
  void factsBecomeServiceProperties() {
    assertThat(new HostFacts("linux", "arm64", "xen", true).properties())
        .isEqualTo(
            Map.of(
                "kexec.host.os", "linux",
                "kexec.host.arch", "arm64",
                "kexec.host.firmware", "xen",
                "kexec.host.efi", true));
  }
}
