package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's package as Debian's own program reads it. */
class DebianPackageIT {

  private static final Path TARGET = Path.of("..", "kexec.deb", "target").toAbsolutePath();

  @TempDir private Path directory;
  private CommandJar process;
  private Path file;

  @BeforeEach
  void find() throws Exception {
    process = new CommandJar(directory);
    assumeTrue(process.process(List.of("sh", "-c", "command -v dpkg-deb")) == 0, "no dpkg-deb");
    try (Stream<Path> files = Files.list(TARGET)) {
      List<Path> found = files.filter(path -> path.toString().endsWith("_all.deb")).toList();
      assertThat(found).hasSize(1);
      file = found.get(0);
    }
  }

  private String run(String... words) throws Exception {
    assertThat(process.process(List.of(words))).as(process.err()).isZero();
    return process.out();
  }

  private Path unpack() throws Exception {
    Path tree = directory.resolve("tree");
    run("dpkg-deb", "-R", file.toString(), tree.toString());
    return tree;
  }

  /** {@return mode and owner of each path} */
  private Map<String, String> listed() throws Exception {
    Map<String, String> entries = new TreeMap<>();
    for (String line : run("dpkg-deb", "-c", file.toString()).lines().toList()) {
      String[] fields = line.split(" +", 6);
      entries.put(fields[5], fields[0] + " " + fields[1]);
    }
    return entries;
  }

  @Test
  void itNeedsAJavaRuntimeAndNoProcessor() throws Exception {
    assertThat(run("dpkg-deb", "-f", file.toString()))
        .contains("Package: jkexec\n", "Architecture: all\n", "java17-runtime-headless")
        .contains("Section: admin\n", "Suggests: qemu-system\n");
  }

  @Test
  void everythingIsRootsAndForAllToRead() throws Exception {
    Map<String, String> entries = listed();
    assertThat(entries)
        .containsEntry("./usr/bin/jkexec", "-rwxr-xr-x root/root")
        .containsEntry("./usr/share/jkexec/kexec.jar", "-rw-r--r-- root/root")
        .containsEntry("./usr/lib/systemd/system/jkexec.service", "-rw-r--r-- root/root")
        .containsEntry("./etc/jkexec/", "drwxr-xr-x root/root")
        .containsEntry("./var/cache/jkexec/", "drwxr-xr-x root/root");
    assertThat(entries.values())
        .allMatch(
            entry -> entry.matches("(drwxr-xr-x|-rwxr-xr-x|-rw-r--r--|lrwxrwxrwx) root/root"));
  }

  @Test
  void allTimesAreThatOfTheBuild() throws Exception {
    assertThat(run("env", "TZ=UTC", "dpkg-deb", "-c", file.toString()).lines())
        .allMatch(line -> line.contains(" 2026-01-01 00:00 "));
  }

  @Test
  void theProgramIsThatOfTheBuild() throws Exception {
    assertThat(unpack().resolve("usr/share/jkexec/kexec.jar"))
        .hasSameBinaryContentAs(CommandJar.JAR);
  }

  @Test
  void theLauncherIsThatOfTheCloneWithOtherPlaces() throws Exception {
    List<String> expected = new ArrayList<>(Files.readAllLines(Path.of("..", "jkexec")));
    expected.replaceAll(
        line ->
            line.equals("share= cache=")
                ? "share=/usr/share/jkexec cache=/var/cache/jkexec"
                : line);
    assertThat(unpack().resolve("usr/bin/jkexec")).hasContent(String.join("\n", expected) + "\n");
  }

  @Test
  void theSumsAreThoseOfTheFiles() throws Exception {
    Path tree = unpack();
    long files = listed().keySet().stream().filter(path -> !path.endsWith("/")).count();
    assertThat(Files.readAllLines(tree.resolve("DEBIAN/md5sums"))).hasSize((int) files);
    run("env", "-C", tree.toString(), "md5sum", "--strict", "-c", "DEBIAN/md5sums");
  }

  @ParameterizedTest
  @ValueSource(strings = {"postinst", "prerm", "postrm"})
  void theScriptsAreExecutableAndOfTheShell(String name) throws Exception {
    Path script = unpack().resolve("DEBIAN").resolve(name);
    assertThat(script).isExecutable();
    run("sh", "-n", script.toString());
  }
}
