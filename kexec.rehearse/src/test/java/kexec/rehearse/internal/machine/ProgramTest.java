package kexec.rehearse.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {

  @TempDir Path directory;
  private Path first;
  private Path second;

  @BeforeEach
  void makeDirectories() throws IOException {
    first = Files.createDirectory(directory.resolve("first"));
    second = Files.createDirectory(directory.resolve("with a blank"));
  }

  private static Path program(Path directory, String name) throws IOException {
    Path file = Files.createFile(directory.resolve(name));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private Program search() {
    return new Program("/no/such/directory:" + first + ":" + second);
  }

  @Test
  void theFirstInThePathIsFound() throws Exception {
    Path later = program(second, "qemu-system-x86_64");
    assertThat(search().find(Architecture.X86_64)).isEqualTo(later);
    Path earlier = program(first, "qemu-system-x86_64");
    assertThat(search().find(Architecture.X86_64)).isEqualTo(earlier);
  }

  @Test
  void eachArchitectureHasItsOwn() throws Exception {
    Path arm64 = program(first, "qemu-system-aarch64");
    Path arm = program(first, "qemu-system-arm");
    assertThat(search().find(Architecture.ARM64)).isEqualTo(arm64);
    assertThat(search().find(Architecture.ARM)).isEqualTo(arm);
  }

  @Test
  void whatCannotBeExecutedIsNone() throws Exception {
    Files.createFile(first.resolve("qemu-system-arm"));
    Files.createDirectory(second.resolve("qemu-system-arm"));
    missing(search(), Architecture.ARM, "qemu-system-arm");
  }

  @Test
  void aMissingOneIsNamedWithItsPackage() {
    missing(search(), Architecture.ARM64, "qemu-system-aarch64");
    missing(new Program(""), Architecture.ARM64, "qemu-system-aarch64");
    missing(new Program(":::"), Architecture.ARM, "qemu-system-arm");
  }

  private static void missing(Program search, Architecture architecture, String name) {
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> search.find(architecture));
    assertThat(refusal.fault().code()).isEqualTo("emulator-missing");
    assertThat(refusal.fault().cause()).contains(name);
    assertThat(refusal.fault().cure()).contains("QEMU");
  }
}
