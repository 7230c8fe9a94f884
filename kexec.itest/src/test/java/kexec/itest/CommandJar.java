package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The executable jar as users start it, one process for each command, with a state directory of the
 * test's own, and what the last command wrote.
 */
final class CommandJar {

  static final Path JAR = Path.of("..", "kexec.cli", "target", "kexec.jar").toAbsolutePath();
  private static final long PATIENCE_SECONDS = 120;

  private final Path directory;
  private String out = "";
  private String err = "";

  /** Names a directory for what the commands write and keep. */
  CommandJar(Path directory) {
    this.directory = directory;
  }

  /** Returns the Java platform that runs the tests. */
  static String java() {
    return ProcessHandle.current().info().command().orElseThrow();
  }

  /** Runs a command of jkexec. */
  int run(String... words) throws Exception {
    return run(List.of(), words);
  }

  /** Runs a command of jkexec with options of the Java platform. */
  int run(List<String> options, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(options);
    command.addAll(List.of("-Dkexec.state.directory=" + state(), "-jar", JAR.toString()));
    command.addAll(List.of(words));
    return process(command);
  }

  /** Runs any command with empty standard input. */
  int process(List<String> command) throws Exception {
    Path stdout = directory.resolve("out");
    Path stderr = directory.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(stdout.toFile())
            .redirectError(stderr.toFile())
            .start();
    awaitEnd(process);
    out = Files.readString(stdout);
    err = Files.readString(stderr);
    return process.exitValue();
  }

  /** Waits until a process ends; kills one that does not, and fails. */
  static void awaitEnd(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Sends a signal to a process. */
  static void signal(Process process, String name) throws Exception {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  /** Waits until a process has stopped itself, as by {@code SIGSTOP}: proc_pid_stat(5). */
  static void awaitStop(Process process) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Path stat = Path.of("/proc/" + process.pid() + "/stat");
    while (!Files.readString(stat).replaceFirst(".*\\) ", "").startsWith("T")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      assertThat(process.isAlive()).isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Returns where images and records are kept. */
  Path state() {
    return directory.resolve("state");
  }

  String out() {
    return out;
  }

  String err() {
    return err;
  }
}
