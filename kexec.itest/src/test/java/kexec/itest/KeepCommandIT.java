package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kexec.x86.internal.SyntheticBzImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jkexec keep} as systemd and package managers start it, with the simulated machine. */
class KeepCommandIT {

  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path directory;

  private Path kernel;
  private Path configurations;
  private CommandJar jkexec;

  @BeforeEach
  void configure() throws IOException {
    jkexec = new CommandJar(directory);
    kernel = Files.write(directory.resolve("vmlinuz"), new SyntheticBzImage().bytes());
    configurations = Files.createDirectory(directory.resolve("jkexec.d"));
    Files.setPosixFilePermissions(configurations, PosixFilePermissions.fromString("rwxr-xr-x"));
    write("append = first");
  }

  private void write(String line) throws IOException {
    Path fresh =
        Files.writeString(
            configurations.resolve("fresh"),
            "slot = crash\nkernel = " + kernel + "\nsettle = 1\n" + line + "\n");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(fresh, configurations.resolve("kdump.conf"), StandardCopyOption.REPLACE_EXISTING);
  }

  private List<String> options() {
    return List.of("-Dkexec.default.machine=sim", "-Dkexec.images.directory=" + configurations);
  }

  private int run(String... words) throws Exception {
    return jkexec.run(options(), words);
  }

  @Test
  void onceLoadsWhatIsConfiguredAndTellsWhetherItIsLoaded() throws Exception {
    assertThat(run("keep", "--once")).isZero();
    assertThat(jkexec.out()).contains("configured crash image kdump", "current");
    assertThat(run("status", "--json")).isZero();
    assertThat(jkexec.out()).contains("\"state\": \"current\"", "first elfcorehdr");
    write("apend = wrong");
    assertThat(run("keep", "--once")).isEqualTo(1);
    assertThat(jkexec.out()).contains("outdated", "'append' is meant");
    assertThat(run("status")).isZero();
    assertThat(jkexec.out()).contains("crash: loaded", "outdated");
    Files.delete(configurations.resolve("kdump.conf"));
    assertThat(run("keep", "--once")).isZero();
    assertThat(run("-S", "-p")).isZero();
  }

  @Test
  void aDirectoryThatIsNotThereIsRefused() throws Exception {
    assertThat(run("keep", "--once", "--directory=" + directory.resolve("absent"))).isEqualTo(1);
    assertThat(run("keep", "--directory=" + directory.resolve("absent"))).isEqualTo(1);
    assertThat(jkexec.err()).contains("image-configuration-unreadable");
  }

  @Test
  void itFollowsItsFilesAndASignalLeavesTheImageLoaded() throws Exception {
    Path log = directory.resolve("log");
    ProcessBuilder command = new ProcessBuilder(CommandJar.java());
    command.command().addAll(options());
    command.command().add("-Dkexec.state.directory=" + jkexec.state());
    command.command().addAll(List.of("-jar", CommandJar.JAR.toString(), "keep"));
    Process keeper =
        command.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(log.toFile()).start();
    try {
      await(log, "current", 1);
      write("append = second");
      await(log, "current", 2);
      replaceKernel("no kernel".getBytes(StandardCharsets.US_ASCII));
      await(log, "outdated", 1);
      replaceKernel(new SyntheticBzImage().bytes());
      await(log, "current", 3);
    } finally {
      keeper.destroy();
      CommandJar.awaitEnd(keeper);
    }
    assertThat(keeper.exitValue()).isEqualTo(143);
    assertThat(run("status")).isZero();
    assertThat(jkexec.out()).contains("crash: loaded", "second elfcorehdr", "current");
  }

  private void replaceKernel(byte[] content) throws IOException {
    Path fresh = Files.write(directory.resolve("fresh"), content);
    Files.move(fresh, kernel, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void await(Path log, String state, int times) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (Files.readAllLines(log).stream().filter(line -> line.contains("): " + state)).count()
        < times) {
      assertThat(System.nanoTime()).as(Files.readString(log)).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
