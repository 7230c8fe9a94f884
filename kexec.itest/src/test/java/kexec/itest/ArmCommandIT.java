package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans for an ARM machine, made by the command on whatever machine the tests run on. */
class ArmCommandIT {

  @TempDir private Path directory;
  private CommandJar jkexec;
  private String image;
  private List<String> machine;

  @BeforeEach
  void start() throws Exception {
    jkexec = new CommandJar(directory);
    image = Files.write(directory.resolve("Image"), ArmFiles.image()).toString();
    Path tree = Files.write(directory.resolve("dtb"), ArmFiles.tree());
    Path map =
        Files.writeString(
            directory.resolve("iomem"),
            """
            40000000-7fffffff : System RAM
              48000000-480fffff : reserved
              70000000-77ffffff : Crash kernel
            """);
    machine = List.of("--arch=arm64", "--memory-map=" + map, "--dtb=" + tree);
  }

  private int run(String command, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of(command, image));
    words.addAll(machine);
    words.addAll(List.of(more));
    return jkexec.run(words.toArray(new String[0]));
  }

  @Test
  void aPlanHasEverySegmentAndTheRegisters() throws Exception {
    Path segments = directory.resolve("segments");
    assertThat(run("plan", "--crash", "--json", "--segments-to=" + segments))
        .as(jkexec.err())
        .isZero();

    JsonObject plan = JsonParser.parseString(jkexec.out()).getAsJsonObject();
    assertThat(plan.get("arch").getAsString()).isEqualTo("arm64");
    assertThat(plan.getAsJsonObject("registers").keySet()).containsExactly("x0", "x1", "x2", "x3");
    assertThat(plan.getAsJsonArray("segments"))
        .extracting(segment -> segment.getAsJsonObject().get("role").getAsString())
        .containsExactlyInAnyOrder("kernel", "dtb", "stub", "purgatory", "elfcorehdr");
    try (Stream<Path> files = Files.list(segments)) {
      Path tree =
          files.filter(file -> file.toString().endsWith("-dtb.bin")).findAny().orElseThrow();
      assertThat(ByteBuffer.wrap(Files.readAllBytes(tree)).getInt()).isEqualTo(0xd00dfeed);
    }
  }

  @Test
  void aPlanForAnotherMachineIsTheSameEachTime() throws Exception {
    assertThat(run("plan", "--json")).isZero();
    String once = jkexec.out();
    assertThat(run("plan", "--json")).isZero();
    assertThat(jkexec.out()).isEqualTo(once);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-p"})
  void theEntryStateIsChecked(String slot) throws Exception {
    assertThat(slot.isEmpty() ? run("simulate") : run("simulate", slot)).as(jkexec.err()).isZero();
    assertThat(jkexec.out()).contains("register x0").contains("entry state as planned");
  }

  @Test
  void anotherArchitecturesProtocolsAreNotAsked() throws Exception {
    assertThat(jkexec.run("plan", image, "--arch=arm", machine.get(1), machine.get(2))).isOne();
    assertThat(jkexec.err()).contains("zImage").doesNotContain("bzImage");
  }

  @Test
  void withoutATreeThereIsAFinding() throws Exception {
    assertThat(jkexec.run("plan", image, machine.get(1))).isOne();
    assertThat(jkexec.err()).contains("--dtb=FILE");
  }
}
