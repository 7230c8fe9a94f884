package kexec.rehearse.internal.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies that the binaries match their sources. */
class InitBuildTest {

  private static final Path SOURCES = Path.of("src/main/init");
  private static final Path RESOURCES = Path.of("src/main/resources/kexec/rehearse/internal/init");

  /** The records that {@code build} writes next to the sources. */
  private static final Set<String> RECORDS = Set.of("built-from", "built-with");

  @TempDir Path directory;

  @Test
  void noSourceWasChangedWithoutBuilding() throws Exception {
    Map<Path, String> recorded = new TreeMap<>();
    for (String line : Files.readAllLines(SOURCES.resolve("built-from"))) {
      recorded.put(SOURCES.resolve(line.substring(66)).normalize(), line.substring(0, 64));
    }
    Map<Path, String> here = new TreeMap<>();
    for (Path folder : List.of(SOURCES, RESOURCES)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(InitBuildTest::isSource).toList()) {
          here.put(file, digest(file));
        }
      }
    }
    assertThat(here).isEqualTo(recorded);
  }

  @ParameterizedTest
  @CsvSource({"x86_64, ''", "arm64, aarch64-linux-gnu-", "arm, arm-linux-gnueabihf-"})
  void sameCompilerGivesTheSameBytes(String machine, String prefix) throws Exception {
    Tools.assume(prefix + "gcc", prefix + "ld", prefix + "objcopy");
    List<String> compiler =
        List.of(
            Tools.run(directory, prefix + "gcc", "--version").get(0),
            Tools.run(directory, prefix + "ld", "--version").get(0));
    Assumptions.assumeTrue(
        Files.readAllLines(SOURCES.resolve(machine).resolve("built-with")).equals(compiler),
        () -> "built by another compiler than " + compiler);
    Path out = directory.resolve("init");
    Tools.run(directory, SOURCES.resolve("build").toString(), machine, out.toString());
    assertThat(out).hasSameBinaryContentAs(RESOURCES.resolve("init-" + machine));
  }

  private static boolean isSource(Path file) {
    return Files.isRegularFile(file) && !RECORDS.contains(file.getFileName().toString());
  }

  private static String digest(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
