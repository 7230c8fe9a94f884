package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar with the interactive shell, on a terminal and in a pipe. */
class GogoJarIT {

  private static final Path JAR = Path.of("..", "cnf", "target", "gogo.jar").toAbsolutePath();
  private static final Path TERMINAL = Path.of("/usr/bin/script");
  private static final String SIZED = "stty columns 120 rows 40; exec ";
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path directory;

  /** What is piped in is read at once: every command must be there by then. */
  @Test
  void theFirstCommandOfAPipeIsFound() throws Exception {
    Path commands = Files.writeString(directory.resolve("commands"), "kexec:status --all\n");
    Process shell =
        new ProcessBuilder(java())
            .redirectInput(commands.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said().toFile())
            .start();
    CommandJar.awaitEnd(shell);
    assertThat(said()).content().contains("default: empty").doesNotContain("not found");
  }

  @Test
  void tabCompletesCommandsAndOptions() throws Exception {
    assumeTrue(Files.isExecutable(TERMINAL), "there is no script(1)");
    ProcessBuilder terminal =
        new ProcessBuilder(
                TERMINAL.toString(), "-qec", SIZED + String.join(" ", java()), "/dev/null")
            .redirectErrorStream(true)
            .redirectOutput(said().toFile());
    terminal.environment().put("TERM", "xterm");
    Process shell = terminal.start();
    try (OutputStream keys = shell.getOutputStream()) {
      await("g! ");
      type(keys, "kexec:stat\t");
      await("kexec:status");
      type(keys, "--al\t");
      await("--all");
      type(keys, "\r");
      await("default: empty");
      type(keys, "exit 0\r");
      CommandJar.awaitEnd(shell);
    } finally {
      shell.destroyForcibly();
    }
  }

  private List<String> java() {
    return List.of(
        CommandJar.java(),
        "-Dkexec.state.directory=" + directory.resolve("state"),
        "-Duser.home=" + directory,
        "-jar",
        JAR.toString());
  }

  private static void type(OutputStream keys, String text) throws IOException {
    keys.write(text.getBytes(StandardCharsets.US_ASCII));
    keys.flush();
  }

  private Path said() {
    return directory.resolve("said");
  }

  private void await(String text) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.readString(said(), StandardCharsets.ISO_8859_1).contains(text)) {
      assertThat(System.nanoTime()).as(text).isLessThan(deadline);
      Thread.sleep(50);
    }
  }
}
