package kexec.base.purgatory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Runs compilers and similar tools, if they are installed. */
public final class Tools {

  private static final int SECONDS = 120;

  private Tools() {}

  /** Skips the test if one of them is not installed. */
  public static void assume(String... names) {
    Assumptions.assumeTrue(
        Stream.of(names).allMatch(Tools::isOnPath), () -> String.join(", ", names) + ": not here");
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "the tools are not for ELF and x86_64");
  }

  private static boolean isOnPath(String tool) {
    return Pattern.compile(":")
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
  }

  /** Runs a command that must succeed; returns its output lines. */
  public static List<String> run(Path directory, String... command)
      throws IOException, InterruptedException {
    return run(directory, List.of(command), 0);
  }

  /** Runs a command that must exit with this status; returns its output lines. */
  public static List<String> run(Path directory, List<String> command, int status)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(directory, "log", "");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(log);
    assertThat(process.exitValue()).as("%s: %s", command, lines).isEqualTo(status);
    return lines;
  }
}
