package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import kexec.x86.internal.SyntheticBzImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The executable jar as users start it, one process for each command. Images of the simulated
 * machine outlive the processes, as in a kernel.
 */
class CommandLineIT {

  @TempDir private Path directory;

  private Path kernel;
  private CommandJar jkexec;

  @BeforeEach
  void writeKernel() throws IOException {
    jkexec = new CommandJar(directory);
    kernel =
        Files.write(directory.resolve("a kernel, with \"blanks\""), new SyntheticBzImage().bytes());
  }

  @Test
  void anImageStaysLoadedFromOneProcessToTheNext() throws Exception {
    assertThat(jkexec.run("-p", kernel.toString(), "--append", "root=\"a b\"", "--machine=sim"))
        .isZero();
    assertThat(jkexec.out()).startsWith("loaded: crash slot");
    assertThat(jkexec.run("status")).isZero();
    assertThat(jkexec.out()).contains("crash: loaded", "root=\"a b\" elfcorehdr=0x");
    assertThat(jkexec.run("-S", "-p")).isEqualTo(1);
    assertThat(jkexec.run("exec", "-p", "--machine=sim")).isZero();
    assertThat(jkexec.out()).contains("executed: all").endsWith("checks as planned\n");
    assertThat(jkexec.run("-S", "-p")).isZero();
  }

  @Test
  void aPlanIsADocumentAlsoWhenItIsRefused() throws Exception {
    assertThat(jkexec.run("plan", kernel.toString(), "--json", "--machine=sim")).isZero();
    JsonObject plan = JsonParser.parseString(jkexec.out()).getAsJsonObject();
    assertThat(plan.get("schema").getAsString()).isEqualTo("jkexec.plan/1");
    assertThat(plan.getAsJsonArray("segments")).hasSize(4);

    Path cut = directory.resolve("cut");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(kernel), 4096));
    assertThat(jkexec.run("plan", cut.toString(), "--json", "--machine=sim")).isEqualTo(1);
    JsonObject refused = JsonParser.parseString(jkexec.out()).getAsJsonObject();
    assertThat(refused.getAsJsonArray("findings")).isNotEmpty();
    assertThat(jkexec.err()).contains("why:", "cure:");
  }

  @Test
  void aLoadNamesItsMachineHereBecauseTheHostMayHaveARealOne() throws Exception {
    assertThat(jkexec.run("load", kernel.toString(), "--machine=absent")).isEqualTo(1);
    assertThat(jkexec.out()).isEmpty();
    assertThat(jkexec.err()).contains("machine-absent");
    assertThat(jkexec.run("status", "--json")).isZero();
    assertThat(jkexec.out()).contains("jkexec.status/1");
  }

  @Test
  void wordsThatMakeNoSenseAreAUsageError() throws Exception {
    assertThat(jkexec.run("plan")).isEqualTo(2);
    assertThat(jkexec.out()).isEmpty();
    assertThat(jkexec.run("no-such-command")).isEqualTo(2);
  }
}
