package kexec.shell.internal.reference;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program that not every machine has: a test that needs it is skipped where it is absent. */
final class InstalledProgram {

  /** Only for a program that waits for what never comes. */
  private static final long PATIENCE_SECONDS = 120;

  private final String path;

  private InstalledProgram(String path) {
    this.path = path;
  }

  static InstalledProgram named(String name) {
    Optional<Path> found =
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .map(directory -> Path.of(directory, name))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), name + " is not installed");
    return new InstalledProgram(found.get().toString());
  }

  /** {@return what it writes to both streams; its exit status must be 0} */
  String run(Path directory, Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", "");
    List<String> command = new ArrayList<>(List.of(path));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    Process process = builder.start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(command + " does not end: " + Files.readString(output));
    }
    String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    Files.delete(output);
    if (process.exitValue() != 0) {
      throw new AssertionError(command + " ended with " + process.exitValue() + ": " + text);
    }
    return text;
  }
}
