package kexec.rehearse.internal.emulator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever ends, nothing is left. */
class GuardTest {

  @TempDir Path around;
  private Path directory;

  @BeforeEach
  void fillDirectory() throws IOException {
    directory = Files.createDirectories(around.resolve("of it, 'quoted'"));
    Files.writeString(directory.resolve("-rf *"), "a file");
  }

  @Test
  void theProgramEndsWhenClosed() throws Exception {
    Guard guard = new Guard(List.of("sleep", "600"), directory);
    assertThat(guard.isAlive()).isTrue();
    assertThat(Gone.isRunning(guard.program())).isTrue();
    assertThat(directory).exists();
    guard.close();
    assertNothingIsLeft(guard);
    guard.close();
  }

  @Test
  void theProgramEndsWhenAnInterruptedThreadCloses() throws Exception {
    Guard guard = new Guard(List.of("sleep", "600"), directory);
    Thread.currentThread().interrupt();
    guard.close();
    assertThat(Thread.interrupted()).isTrue();
    assertNothingIsLeft(guard);
  }

  @Test
  void theDirectoryGoesWhenTheProgramEnds() throws Exception {
    Guard guard = new Guard(List.of("sh", "-c", "echo no such disk >&2; exit 3"), directory);
    assertThat(guard.ended().get(60, SECONDS).exitValue()).isEqualTo(3);
    assertThat(guard.messages()).isEqualTo("no such disk");
    assertNothingIsLeft(guard);
    guard.close();
  }

  @Test
  void theDirectoryGoesWhenTheProgramIsKilled() throws Exception {
    Guard guard = new Guard(List.of("sleep", "600"), directory);
    ProcessHandle.of(guard.program()).orElseThrow().destroyForcibly();
    guard.ended().get(60, SECONDS);
    assertNothingIsLeft(guard);
    guard.close();
  }

  @Test
  void aMissingProgramIsNamed() throws Exception {
    Guard guard = new Guard(List.of("/no/such/emulator"), directory);
    guard.ended().get(60, SECONDS);
    assertThat(guard.messages()).contains("/no/such/emulator");
    guard.close();
    assertThat(directory).doesNotExist();
  }

  @Test
  void theBeginningOfEndlessMessagesIsKept() throws Exception {
    try (Guard guard = new Guard(List.of("yes", "message"), directory)) {
      Gone.await("messages are kept", () -> guard.messages().length() > 10_000);
      assertThat(guard.messages()).startsWith("message\nmessage").hasSizeLessThan(20_000);
    }
  }

  /** A program that reads its standard input must not take the pipe that tells of the end. */
  @Test
  void theProgramHasNoInput() throws Exception {
    try (Guard guard = new Guard(List.of("sh", "-c", "cat; ls /proc/self/fd"), directory)) {
      guard.ended().get(60, SECONDS);
      assertThat(guard.messages().lines()).containsExactly("0", "1", "2", "3");
    }
  }

  @Test
  void theProgramEndsWithAKilledProcess() throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                GuardHolder.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = holder.inputReader()) {
      long program = Long.parseLong(output.readLine());
      assertThat(Gone.isRunning(program)).isTrue();
      holder.destroyForcibly().waitFor();
      Gone.process(program);
      Gone.file(directory);
    } finally {
      holder.destroyForcibly();
    }
  }

  private void assertNothingIsLeft(Guard guard) {
    assertThat(guard.isAlive()).isFalse();
    assertThat(Gone.isRunning(guard.program())).isFalse();
    assertThat(directory).doesNotExist();
    assertThat(around).isEmptyDirectory();
  }
}
