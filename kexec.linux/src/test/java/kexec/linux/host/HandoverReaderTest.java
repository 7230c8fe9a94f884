package kexec.linux.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import kexec.linux.LinuxRoot;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HandoverReaderTest {

  private static final String BUILT = "CONFIG_KEXEC_HANDOVER=y\n";
  private static final String BY_DEFAULT = BUILT + "CONFIG_KEXEC_HANDOVER_ENABLE_DEFAULT=y\n";
  private static final String NOT_BUILT =
      "CONFIG_KEXEC_FILE=y\n# CONFIG_KEXEC_HANDOVER is not set\n";
  private static final String OLDER = "CONFIG_KEXEC_FILE=y\n";

  @TempDir private Path directory;

  static Stream<Arguments> systems() {
    return Stream.of(
        arguments("no word", "quiet", BUILT, "", false),
        arguments("turned on", "quiet kho=on", BUILT, "", true),
        arguments("turned on by a letter", "kho=Y", BUILT, "", true),
        arguments("turned on by a number", "kho=1", BUILT, "", true),
        arguments("the last word counts", "kho=on kho=off", BUILT, "", false),
        arguments("the last word counts, on", "kho=off kho=on", BUILT, "", true),
        arguments("on by default", "quiet", BY_DEFAULT, "", true),
        arguments("on by default, turned off", "kho=off", BY_DEFAULT, "", false),
        arguments("on by default, turned off by a number", "kho=0", BY_DEFAULT, "", false),
        arguments("a value that the kernel ignores", "kho=maybe", BY_DEFAULT, "", true),
        arguments("only its memory is named", "kho_scratch=16M,512M,256M", BUILT, "", false),
        arguments("for init", "quiet -- kho=on", BUILT, "", false),
        arguments("a kernel that was built without it", "kho=on", NOT_BUILT, "", false),
        arguments("a kernel that does not know it", "kho=on", OLDER, "", false),
        arguments("nobody knows how it was built", "kho=on", "", "", true),
        arguments("nobody knows, no word", "quiet", "", "", false),
        arguments("the kernel shows it", "quiet", "", "/sys/kernel/debug/kho", true),
        arguments("live updates need it", "quiet", BUILT, "/dev/liveupdate", true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("systems")
  void isActive(String name, String line, String config, String shown, boolean active)
      throws Exception {
    put("/proc/sys/kernel/osrelease", "7.3.4-test\n");
    put("/proc/cmdline", line + "\n");
    if (!config.isEmpty()) {
      put("/boot/config-7.3.4-test", config);
    }
    if (!shown.isEmpty()) {
      Files.createDirectories(root().resolve(shown));
    }
    assertThat(new HandoverReader(root()).isActive(new KernelConfigReader(root()).read()))
        .isEqualTo(active);
    assertThat(new HandoverReader(root()).hasLiveUpdates()).isEqualTo(shown.startsWith("/dev"));
  }

  private LinuxRoot root() {
    return new LinuxRoot(directory);
  }

  private void put(String absolute, String text) throws IOException {
    Path file = root().resolve(absolute);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
