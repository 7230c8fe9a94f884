package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kexec.x86.internal.SyntheticBzImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The executable jar as users start it, one process for each command. What the simulated machine
 * holds outlives them, as it would in a kernel.
 */
class CommandLineIT {

  private static final Path JAR = Path.of("..", "cnf", "target", "kexec.jar").toAbsolutePath();
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path directory;

  private Path kernel;
  private String out = "";
  private String err = "";

  @BeforeEach
  void writeKernel() throws IOException {
    kernel =
        Files.write(directory.resolve("a kernel, with \"blanks\""), new SyntheticBzImage().bytes());
  }

  private int jkexec(String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Dkexec.state.directory=" + directory.resolve("state"),
                "-jar",
                JAR.toString()));
    command.addAll(List.of(words));
    Path stdout = directory.resolve("out");
    Path stderr = directory.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(kernel.toFile()))
            .redirectOutput(stdout.toFile())
            .redirectError(stderr.toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    out = Files.readString(stdout);
    err = Files.readString(stderr);
    return process.exitValue();
  }

  @Test
  void anImageStaysLoadedFromOneProcessToTheNext() throws Exception {
    assertThat(jkexec("-p", kernel.toString(), "--append", "root=\"a b\"", "--machine=sim"))
        .isZero();
    assertThat(out).startsWith("loaded: crash slot");
    assertThat(jkexec("status")).isZero();
    assertThat(out).contains("crash: loaded", "root=\"a b\" elfcorehdr=0x");
    assertThat(jkexec("-S", "-p")).isEqualTo(1);
    assertThat(jkexec("exec", "-p", "--machine=sim")).isZero();
    assertThat(out).contains("executed: all").endsWith("checks as planned\n");
    assertThat(jkexec("-S", "-p")).isZero();
  }

  @Test
  void aPlanIsADocumentAlsoWhenItIsRefused() throws Exception {
    assertThat(jkexec("plan", kernel.toString(), "--json", "--machine=sim")).isZero();
    JsonObject plan = JsonParser.parseString(out).getAsJsonObject();
    assertThat(plan.get("schema").getAsString()).isEqualTo("jkexec.plan/1");
    assertThat(plan.getAsJsonArray("segments")).hasSize(4);

    Path cut = directory.resolve("cut");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(kernel), 4096));
    assertThat(jkexec("plan", cut.toString(), "--json", "--machine=sim")).isEqualTo(1);
    JsonObject refused = JsonParser.parseString(out).getAsJsonObject();
    assertThat(refused.getAsJsonArray("findings")).isNotEmpty();
    assertThat(err).contains("why:", "cure:");
  }

  @Test
  void aLoadNamesItsMachineHereBecauseTheHostMayHaveARealOne() throws Exception {
    assertThat(jkexec("load", kernel.toString(), "--machine=absent")).isEqualTo(1);
    assertThat(out).isEmpty();
    assertThat(err).contains("machine-absent");
    assertThat(jkexec("status", "--json")).isZero();
    assertThat(out).contains("jkexec.status/1");
  }

  @Test
  void wordsThatMakeNoSenseAreAUsageError() throws Exception {
    assertThat(jkexec("plan")).isEqualTo(2);
    assertThat(out).isEmpty();
    assertThat(jkexec("no-such-command")).isEqualTo(2);
  }
}
