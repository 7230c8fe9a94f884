package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the launcher prepares for later starts, and when it uses it. Its java is a script that notes
 * how it was called, and makes an archive where it is told to make one.
 */
class PreparedStartIT {

  private static final String JAVA =
      """
      #!/bin/sh
      echo "$*" >>"$CALLS"
      for word; do
        case $word in
          -XX:AOTCacheOutput=* | -XX:ArchiveClassesAtExit=*)
            [ -z "${UNABLE:-}" ] || exit 1
            echo archive >"${word#*=}"
            ;;
        esac
      done
      """;

  @TempDir private Path directory;
  private Path clone;
  private Path jar;
  private Path prepared;
  private Path jdk;
  private Path calls;
  private CommandJar process;

  @BeforeEach
  void makeClone() throws IOException {
    process = new CommandJar(directory);
    calls = directory.resolve("calls");
    clone = Files.createDirectory(directory.resolve("a clone"));
    Path launcher = Files.copy(Path.of("..", "jkexec"), clone.resolve("jkexec"));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    jar = clone.resolve("kexec.cli/target/kexec.jar");
    prepared = jar.resolveSibling("prepared");
    Files.createDirectories(jar.getParent());
    Files.writeString(jar, "first");
    jdk = directory.resolve("a jdk");
    Path java = jdk.resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, JAVA);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    version(25);
  }

  private void version(int feature) throws IOException {
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + feature + ".0.1\"\n");
  }

  /** Starts a command and returns the options and words that java had last. */
  private String start(List<String> environment, String shell, String... words) throws Exception {
    Files.writeString(calls, "");
    List<String> command = new ArrayList<>(List.of("env", "-i"));
    command.addAll(List.of("JAVA_HOME=" + jdk, "CALLS=" + calls));
    command.addAll(environment);
    command.addAll(List.of(shell, clone.resolve("jkexec").toString()));
    command.addAll(List.of(words));
    assertThat(process.process(command)).as(process.err()).isZero();
    assertThat(process.err()).isEmpty();
    List<String> all = Files.readAllLines(calls);
    return all.get(all.size() - 1);
  }

  private String start(String... words) throws Exception {
    return start(List.of("PATH=/usr/bin:/bin"), "/bin/sh", words);
  }

  private List<Path> files(String end) throws IOException {
    try (Stream<Path> files = Files.list(prepared)) {
      return files.filter(file -> file.toString().endsWith(end)).toList();
    }
  }

  /** The archive for commands that only ask. */
  private Path archive() throws IOException {
    return files("-quick.archive").get(0);
  }

  /** {@return the identity of the one copy of the jar} */
  private Object copy() throws IOException {
    assertThat(files(".jar")).hasSize(1);
    return Files.readAttributes(files(".jar").get(0), BasicFileAttributes.class).fileKey();
  }

  private boolean hasTrained() throws IOException {
    return Files.readString(calls).contains("kexec.cli.Training");
  }

  @ParameterizedTest
  @CsvSource({"17, -XX:SharedArchiveFile", "24, -XX:SharedArchiveFile", "25, -XX:AOTCache"})
  void theFirstStartMakesAnArchive(int feature, String option) throws Exception {
    version(feature);
    assertThat(start("status"))
        .contains(option + "=" + archive() + " ", "-cp " + files(".jar").get(0));
    assertThat(hasTrained()).isTrue();
    assertThat(files(".jar").get(0)).hasContent("first");
    assertThat(start("status")).contains(option + "=" + archive() + " ");
    assertThat(hasTrained()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/usr/bin/dash", "/usr/bin/bash", "/usr/bin/busybox"})
  void laterStartsNeedNoProgramButJava(String shell) throws Exception {
    assumeTrue(Files.isExecutable(Path.of(shell)), shell + " is not there");
    Path link = Files.createSymbolicLink(directory.resolve("sh"), Path.of(shell));
    String first = start(List.of("PATH=/usr/bin:/bin"), link.toString(), "status", "--all");
    // The script of the test has /bin/sh, by its whole name.
    String next = start(List.of("PATH=/nowhere"), link.toString(), "status", "--all");
    assertThat(next).isEqualTo(first).endsWith("kexec.cli.Main status --all");
    assertThat(hasTrained()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-01-01T00:00:00Z", "2999-01-01T00:00:00Z"})
  void anotherJarIsNeverRunWithTheArchiveOfThisOne(String time) throws Exception {
    start("status");
    Files.writeString(jar, "other");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse(time)));
    String call = start("status");
    assertThat(hasTrained()).isTrue();
    Path copy = Path.of(call.replaceAll(".* -cp (.*) kexec\\.cli\\.Main.*", "$1"));
    assertThat(copy).hasContent("other");
    assertThat(call).contains("=" + copy.toString().replace(".jar", "-25-"));
    // What the launchers of a moment ago may be about to use goes the time after.
    assertThat(files(".jar")).hasSize(2);
    Files.writeString(jar, "third");
    start("status");
    assertThat(files(".jar")).hasSize(2);
    assertThat(files("-quick.archive")).hasSize(2);
    assertThat(files(".archive")).hasSize(6);
  }

  @Test
  void whatHashesHasAnArchiveOfItsOwn() throws Exception {
    assertThat(start("load", "k")).contains("-XX:AOTCache=").contains("-all.archive");
    assertThat(start("plan", "k")).contains("-plan.archive");
    assertThat(start("status")).contains("-quick.archive");
  }

  @Test
  void aDamagedArchiveIsMadeAnew() throws Exception {
    start("status");
    Files.writeString(archive(), "arch");
    start("status");
    assertThat(hasTrained()).isTrue();
    assertThat(archive()).hasContent("archive");
    Files.delete(archive());
    start("status");
    assertThat(archive()).hasContent("archive");
  }

  @Test
  void whatAKilledPreparationLeftIsRemoved() throws Exception {
    Files.createDirectory(prepared);
    Process ended = new ProcessBuilder("true").start();
    CommandJar.awaitEnd(ended);
    Path dead = Files.createFile(prepared.resolve("new." + ended.pid()));
    Path deadToo = Files.createFile(prepared.resolve("new." + ended.pid() + ".config"));
    Path alive = Files.createFile(prepared.resolve("new." + ProcessHandle.current().pid()));
    start("status");
    assertThat(dead).doesNotExist();
    assertThat(deadToo).doesNotExist();
    assertThat(alive).exists();
  }

  /**
   * A power failure may keep a name and a time without the content, which the JVM does not check.
   */
  @Test
  void whatIsUsedUncheckedIsOnTheDiskBefore() throws Exception {
    assumeTrue(Moments.lacking().isEmpty(), Moments.lacking());
    List<String> environment = new ArrayList<>(List.of("PATH=/usr/bin:/bin"));
    Path log = directory.resolve("moments");
    Moments.in(directory)
        .environment(prepared, log, 0, "")
        .forEach((name, value) -> environment.add(name + "=" + value));
    start(environment, "/bin/sh", "status");
    List<String> forced = new ArrayList<>();
    for (Moments.Moment moment : Moments.read(log)) {
      if (moment.call().equals("force")) {
        forced.add(moment.path());
      } else if (moment.call().equals("rename") && moment.path().startsWith("/+")) {
        break;
      }
    }
    assertThat(forced)
        .hasSize(4)
        .contains("/" + archive().getFileName(), "/" + files(".jar").get(0).getFileName());
  }

  @Test
  void anotherJdkInTheSamePlaceHasAnArchiveOfItsOwn() throws Exception {
    assertThat(start("status")).contains("-XX:AOTCache=");
    version(17);
    assertThat(start("status")).contains("-XX:SharedArchiveFile=").doesNotContain("AOTCache");
    assertThat(hasTrained()).isTrue();
  }

  @Test
  void twoJdksDoNotTakeEachOthersArchives() throws Exception {
    String first = start("status");
    Object copied = copy();
    Path other = directory.resolve("other");
    Files.createDirectories(other.resolve("bin"));
    Files.copy(jdk.resolve("bin/java"), other.resolve("bin/java"));
    Files.copy(jdk.resolve("release"), other.resolve("release"));
    Path usual = jdk;
    jdk = other;
    assertThat(start("status")).isNotEqualTo(first);
    assertThat(start("status")).isNotEqualTo(first);
    assertThat(hasTrained()).isFalse();
    // A JVM refuses an archive whose jar is newer.
    assertThat(copy()).isEqualTo(copied);
    jdk = usual;
    assertThat(start("status")).isEqualTo(first);
    assertThat(hasTrained()).isFalse();
  }

  @Test
  void aJvmThatMakesNoArchiveStartsWithoutOneAndIsNotAskedAgain() throws Exception {
    List<String> unable = List.of("PATH=/usr/bin:/bin", "UNABLE=1");
    assertThat(start(unable, "/bin/sh", "status")).doesNotContain("AOTCache").endsWith("status");
    assertThat(hasTrained()).isTrue();
    assertThat(start(unable, "/bin/sh", "status")).doesNotContain("AOTCache").endsWith("status");
    assertThat(hasTrained()).isFalse();
  }

  @Test
  void withoutARoomForItAStartIsAsUsual() throws Exception {
    Files.writeString(prepared, "no directory");
    assertThat(start("status"))
        .doesNotContain("AOTCache")
        .contains("-cp " + jar)
        .endsWith("status");
  }

  @Test
  void rootTakesNoArchiveOfAnotherUser() throws Exception {
    assumeTrue((int) Files.getAttribute(clone, "unix:uid") == 0, "only root can play two users");
    start("status");
    Files.setAttribute(archive(), "unix:uid", 65534);
    Path launcher = clone.resolve("jkexec");
    int status =
        process.process(
            List.of("env", "JAVA_HOME=" + jdk, "CALLS=" + calls, launcher.toString(), "status"));
    assertThat(status).isEqualTo(1);
    assertThat(process.err()).contains(archive() + " belongs to the user 65534");
  }

  @ParameterizedTest
  @CsvSource({"keep, true", "load, false", "status, false"})
  void onlyTheServiceStartsWithASmallHeap(String word, boolean small) throws Exception {
    assertThat(start(word).contains(" -Xms16m ")).isEqualTo(small);
  }

  /** Puts a package's places into the launcher, as its build does. */
  private void makePackage() throws IOException {
    Path launcher = clone.resolve("jkexec");
    Path share = Files.createDirectory(directory.resolve("share"));
    Path cache = Files.createDirectory(directory.resolve("cache"));
    String places = "share='%s' cache='%s'".formatted(share, cache);
    Files.writeString(launcher, Files.readString(launcher).replace("share= cache=", places));
    jar = Files.writeString(share.resolve("kexec.jar"), "packaged");
    prepared = cache.resolve("prepared");
  }

  @Test
  void aPackageKeepsItsArchivesInItsCache() throws Exception {
    makePackage();
    assertThat(start("status")).contains("=" + archive() + " ", "-cp " + files(".jar").get(0));
    assertThat(files(".jar").get(0)).hasContent("packaged");
    assertThat(start("status")).contains("=" + archive() + " ");
    assertThat(hasTrained()).isFalse();
    assertThat(clone.resolve("kexec.cli/target/prepared")).doesNotExist();
  }

  @Test
  void aPackageWithoutItsJarIsInstalledAgainAndNotBuilt() throws Exception {
    makePackage();
    Files.delete(jar);
    String launcher = clone.resolve("jkexec").toString();
    int status = process.process(List.of("env", "JAVA_HOME=" + jdk, launcher, "status"));
    assertThat(status).isEqualTo(1);
    assertThat(process.err())
        .isEqualTo("jkexec: there is no " + jar + ": install the package again\n");
  }

  @ParameterizedTest
  @CsvSource({
    "status, true",
    "-S, true",
    "backends, true",
    "--help, true",
    "--version, true",
    "load, false",
    "plan, false",
    "simulate, false",
    "inspect, true",
    "exec, false"
  })
  void onlyWhatHashesNothingDoesWithoutTheCompilerThatMakesHashingFast(String word, boolean quick)
      throws Exception {
    assertThat(start(word).contains("-XX:TieredStopAtLevel=1")).isEqualTo(quick);
  }
}
