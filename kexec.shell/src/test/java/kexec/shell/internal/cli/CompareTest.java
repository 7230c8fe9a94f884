package kexec.shell.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTest {

  @TempDir private Path directory;
  private Run run;

  @BeforeEach
  void start() {
    run = new Run(directory);
  }

  private String save(String name, String... words) throws Exception {
    assertThat(run.run(words)).isZero();
    return Files.writeString(directory.resolve(name), run.out).toString();
  }

  @Test
  void aSavedPlanAndItsKernelAreEqual() throws Exception {
    String saved = save("a", "plan", "k", "--append=ro", "--json");
    assertThat(run.run("compare", saved, "elsewhere/k", "--append=ro")).isZero();
    assertThat(run.out).isEqualTo("equal: " + saved + " and elsewhere/k\n");
    assertThat(run.run("compare", saved, saved, "--json")).isZero();
    assertThat(run.json().get("schema").getAsString()).isEqualTo("jkexec.comparison/1");
    assertThat(run.json().get("equal").getAsBoolean()).isTrue();
    assertThat(run.json().getAsJsonArray("differences")).isEmpty();
  }

  @Test
  void differencesAreToldBySubject() throws Exception {
    String a = save("a", "plan", "k", "--append=ro", "--json");
    String changed =
        Files.readString(Path.of(a))
            .replace("0x1400000", "0x1500000")
            .replace("\"ro\"", "\"rw\"")
            .replace("\"0x91000\"", "\"0x92000\"")
            .replace("\"rbx\": \"0x0\"", "\"rbx\": \"0x1\"")
            .replace("0x40000000", "0x50000000")
            .replaceAll("\"crashRegion\": \\{[^}]*}", "\"crashRegion\": null");
    // The stub starts where the receiver jumps: its start moved too, and so must its end.
    Path b = directory.resolve("b");
    Files.writeString(
        b,
        changed.replace(
            "\"start\": \"0x92000\",\n      \"end\": \"0x92000\"",
            "\"start\": \"0x92000\",\n      \"end\": \"0x93000\""));
    assertThat(run.run("compare", a, b.toString(), "--json")).as(run.err).isZero();
    assertThat(run.json().getAsJsonArray("differences"))
        .isEqualTo(
            JsonParser.parseString(
                """
                [{"subject": "command line", "a": "ro", "b": "rw"},
                 {"subject": "segment boot-params", "a": "[0x90000, 0x91000)",
                  "b": "[0x90000, 0x92000)"},
                 {"subject": "segment stub", "a": "[0x91000, 0x92000)",
                  "b": "[0x92000, 0x93000)"},
                 {"subject": "segment kernel", "a": "[0x1000000, 0x1400000)",
                  "b": "[0x1000000, 0x1500000)"},
                 {"subject": "entry", "a": "0x91000", "b": "0x92000"},
                 {"subject": "register rbx", "a": "0x0", "b": "0x1"},
                 {"subject": "memory [0x100000, 0x40000000)", "a": "ram", "b": null},
                 {"subject": "crash region", "a": "[0x30000000, 0x38000000)", "b": null},
                 {"subject": "memory [0x100000, 0x50000000)", "a": null, "b": "ram"}]
                """));
    assertThat(run.json().get("equal").getAsBoolean()).isFalse();
    assertThat(run.run("compare", a, b.toString())).isZero();
    assertThat(run.out)
        .startsWith("- " + a + "\n+ " + b + "\n")
        .contains("\ncommand line\n- ro\n+ rw\n", "\ncrash region\n- [0x30000000, 0x38000000)\n");
  }

  @Test
  void contentsAreComparedByDigest() throws Exception {
    String a = save("a", "plan", "k", "--json");
    String digest =
        run.json().getAsJsonArray("segments").get(2).getAsJsonObject().get("digest").getAsString();
    Path b = Files.writeString(directory.resolve("b"), run.out.replace(digest, "0".repeat(64)));
    assertThat(run.run("compare", a, b.toString())).isZero();
    assertThat(run.out)
        .endsWith(
            "segment kernel content\n- 12 bytes, digest %s\n+ 12 bytes, digest %s\n"
                .formatted(digest, "0".repeat(64)));
  }

  @Test
  void aDamagedDocumentIsAFailure() throws Exception {
    Path bad = Files.writeString(directory.resolve("bad"), "{\"schema\": 1}");
    assertThat(run.run("compare", bad.toString(), "k")).isEqualTo(1);
    assertThat(run.out).isEmpty();
    assertThat(run.err).contains("saved-plan-schema");
  }
}
