package kexec.itest;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher in limited environments: a rescue shell, cron, a full disk. */
class LauncherIT {

  private static final String LAUNCHER =
      Path.of("..", "jkexec").toAbsolutePath().normalize().toString();
  private static final Path NOBODYS = Path.of("/usr/bin/setpriv");

  @TempDir private Path directory;
  private CommandJar process;

  @BeforeEach
  void start() {
    process = new CommandJar(directory);
  }

  private int bare(String... words) throws Exception {
    return bare("/usr/bin:/bin", words);
  }

  /** Runs a command with a minimal environment. */
  private int bare(String path, String[] words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "-i",
                "PATH=" + path,
                "JAVA_HOME=" + System.getProperty("java.home"),
                "JKEXEC_STATE=" + process.state()));
    command.addAll(List.of(words));
    return process.process(command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "bash"})
  void everyShell(String shell) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin", shell)), shell + " is not there");
    assertThat(bare(shell, LAUNCHER, "status", "--all")).as(process.err()).isZero();
    assertThat(process.out()).contains("default: empty, sim");
    assertThat(process.err()).isEmpty();
  }

  @Test
  void nothingButBusybox() throws Exception {
    Path busybox = Path.of("/usr/bin/busybox");
    assumeTrue(Files.isExecutable(busybox), "there is no busybox");
    Path applets = Files.createDirectory(directory.resolve("applets"));
    for (String applet : List.of("sh", "id", "ls", "find", "readlink", "mkdir")) {
      Files.createSymbolicLink(applets.resolve(applet), busybox);
    }
    String[] words = {applets.resolve("sh").toString(), LAUNCHER, "status", "--all"};
    assertThat(bare(applets.toString(), words)).as(process.err()).isZero();
    assertThat(process.out()).contains("default: empty, sim");
    assertThat(process.err()).isEmpty();
  }

  /** A sector that was lost, or a bit that has flipped, since the archives were made. */
  @Test
  void anArchiveThatWasDamagedInPlaceCostsNoLoad() throws Exception {
    Path clone = Files.createDirectory(directory.resolve("clone"));
    Path launcher = Files.copy(Path.of(LAUNCHER), clone.resolve("jkexec"), COPY_ATTRIBUTES);
    Path target = Files.createDirectories(clone.resolve("kexec.cli/target"));
    Files.copy(CommandJar.JAR, target.resolve("kexec.jar"), COPY_ATTRIBUTES);
    String kernel = "src/test/resources/kexec/itest/signed-bzImage";
    String[] load = {launcher.toString(), "load", kernel, "--machine=sim"};
    assertThat(bare(load)).as(process.err()).isZero();
    Path archive;
    try (Stream<Path> prepared = Files.list(target.resolve("prepared"))) {
      archive = prepared.filter(path -> path.toString().endsWith("-all.archive")).findAny().get();
    }
    FileTime time = Files.getLastModifiedTime(archive);
    assertThat(archive.toFile().setWritable(true)).isTrue();
    try (FileChannel channel = FileChannel.open(archive, WRITE)) {
      // Its header is whole; so it is used, unless what follows is checked.
      for (long at = 1 << 16; at < channel.size(); at += 1 << 16) {
        channel.write(ByteBuffer.allocate(512), at);
      }
    }
    Files.setLastModifiedTime(archive, time);
    Path damaged = Files.copy(archive, directory.resolve("damaged"));
    assertThat(bare(load)).as(process.out()).isZero();
    assertThat(process.out()).startsWith("loaded: default slot");
    assertThat(archive).as("not made anew").hasSameBinaryContentAs(damaged);
  }

  @Test
  void aResultThatCannotBeWrittenIsAFailure() throws Exception {
    assertThat(bare("sh", "-c", "exec '" + LAUNCHER + "' status --all >/dev/full")).isEqualTo(1);
    assertThat(process.err()).contains("No space left on device", "cure:");
  }

  @Test
  void closedStreamsHarmNobody() throws Exception {
    assertThat(bare("sh", "-c", "exec '" + LAUNCHER + "' status --all <&- 2>&-")).isZero();
    assertThat(process.out()).contains("default: empty, sim");
  }

  /** Then there is no directory for records, and planning needs none. */
  @Test
  void aUserWithoutAHome() throws Exception {
    assumeTrue(Files.isExecutable(NOBODYS), "there is no setpriv");
    List<String> nobody =
        List.of(NOBODYS.toString(), "--reuid=65534", "--regid=65534", "--clear-groups");
    List<String> readable = new ArrayList<>(nobody);
    readable.addAll(List.of("test", "-r", CommandJar.JAR.toString(), "-a", "-r", LAUNCHER));
    assumeTrue(process.process(readable) == 0, "another user cannot read this clone");
    List<String> words = new ArrayList<>(List.of("env", "-u", "HOME", "-u", "JKEXEC_STATE"));
    words.addAll(List.of("-u", "XDG_STATE_HOME", "JAVA_HOME=" + System.getProperty("java.home")));
    words.addAll(nobody);
    words.addAll(List.of("sh", LAUNCHER, "backends"));
    assertThat(process.process(words)).as(process.err()).isZero();
    assertThat(process.out()).contains("bzImage");
    assertThat(process.err()).isEmpty();
  }
}
