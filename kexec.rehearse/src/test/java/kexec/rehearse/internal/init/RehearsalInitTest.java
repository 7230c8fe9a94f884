package kexec.rehearse.internal.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RehearsalInitTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "x86_64, ELF64, Advanced Micro Devices X86-64",
    "arm64, ELF64, AArch64",
    "arm, ELF32, ARM"
  })
  void archiveHasTheProgramForTheMachine(String label, String elfClass, String machine)
      throws Exception {
    Tools.assume("cpio", "readelf");
    Architecture architecture = Architecture.labelled(label);
    byte[] archive = RehearsalInit.archive(architecture, InitOptions.marker(1));
    assertThat(archive).hasSizeLessThan(9000);
    Path file = Files.write(directory.resolve("archive"), archive);
    List<String> names = Tools.run(directory, "cpio", "-it", "--quiet", "-F", file.toString());
    assertThat(names)
        .containsExactly(
            ".jkexec",
            ".jkexec/proc",
            ".jkexec/init",
            ".jkexec/options",
            ".jkexec/kmsg",
            ".jkexec/console");
    Tools.run(
        directory,
        "cpio",
        "-id",
        "--quiet",
        "-D",
        directory.toString(),
        "-F",
        file.toString(),
        ".jkexec/init",
        ".jkexec/options");
    assertThat(directory.resolve(".jkexec/options"))
        .hasBinaryContent(InitOptions.marker(1).bytes());
    String program = directory.resolve(".jkexec/init").toString();
    assertThat(Tools.run(directory, "env", "LC_ALL=C", "readelf", "-hlW", program))
        .anyMatch(line -> line.contains("Class:") && line.endsWith(elfClass))
        .anyMatch(line -> line.contains("Machine:") && line.endsWith(machine))
        .noneMatch(line -> line.contains("INTERP") || line.contains("DYNAMIC"));
  }

  @Test
  void otherArchitecturesAreRefused() {
    assertThatThrownBy(() -> RehearsalInit.archive(Architecture.I386, InitOptions.marker(1)))
        .isInstanceOfSatisfying(
            KexecException.class,
            e -> assertThat(e.fault().code()).isEqualTo("rehearsal-init-architecture"));
  }

  @Test
  void pathsThatDoNotFitAreRefused() {
    InitOptions options = new InitOptions(1, false, List.of(), Optional.of("/x".repeat(128)));
    assertThatThrownBy(() -> RehearsalInit.archive(Architecture.ARM, options))
        .isInstanceOfSatisfying(
            KexecException.class,
            e -> assertThat(e.fault().code()).isEqualTo("rehearsal-init-path"));
  }
}
