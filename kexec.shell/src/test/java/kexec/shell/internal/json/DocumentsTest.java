package kexec.shell.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.Arrays;
import kexec.api.plan.Slot;
import kexec.shell.internal.cli.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every document, field by field; the digests were made with sha256sum. */
class DocumentsTest {

  private static final String PLAN =
      """
      {
        "schema": "jkexec.plan/1",
        "slot": "default",
        "machine": "linux",
        "arch": "x86_64",
        "firmware": "none",
        "methods": ["segments"],
        "entryCheck": "none",
        "kernel": {
          "path": "k",
          "format": "bzImage",
          "bytes": 5000,
          "version": "6.1.0",
          "commandLineLimit": 2047,
          "fields": {"setup_sects": "4", "version": "0x20f"}
        },
        "commandLine": "a=<b>&'c'",
        "entry": "0x91000",
        "kernelEntry": "0x1000200",
        "registers": {"rsi": "0x90000", "rbx": "0x0", "rsp": "0xffffffff81000000"},
        "segments": [
          {"role": "boot-params", "start": "0x90000", "end": "0x91000", "bytes": 6,
           "digest": "%s"},
          {"role": "stub", "start": "0x91000", "end": "0x92000", "bytes": 4,
           "digest": "%s"},
          {"role": "kernel", "start": "0x1000000", "end": "0x1400000", "bytes": 12,
           "digest": "%s"}
        ],
        "memory": [
          {"start": "0x0", "end": "0x9fc00", "type": "ram"},
          {"start": "0x9fc00", "end": "0xa0000", "type": "reserved"},
          {"start": "0x100000", "end": "0x40000000", "type": "ram"}
        ],
        "crashRegion": {"start": "0x30000000", "end": "0x38000000"},
        "crashLow": null,
        "findings": [
          {"severity": "warning", "code": "old-kernel", "message": "the kernel is old",
           "cure": "Take a newer one."},
          {"severity": "info", "code": "note", "message": "a note", "cure": ""}
        ]
      }
      """
          .formatted(
              "a20b52fae57cc7a99c9651f1b573950fd211823e3ace3bb9c273c06430f24cd3",
              "725c546b990dd1b41f3d5791b37c3c0edcb1f08cf150bdae32a73dfd166e02d7",
              "8daf3e4f39d310222b89e05b97f1aa56319811c728a147e8c6c86448f534194f");

  @TempDir private Path directory;
  private Run run;

  @BeforeEach
  void start() {
    run = new Run(directory);
  }

  @Test
  void plan() {
    assertThat(run.run("plan", "k", "--json", "--append=a=<b>&'c'")).isZero();
    assertThat(run.json()).isEqualTo(JsonParser.parseString(PLAN));
    assertThat(run.out).contains("a=<b>&'c'").endsWith("}\n");
    assertThat(run.json().keySet())
        .containsExactly(
            "schema",
            "slot",
            "machine",
            "arch",
            "firmware",
            "methods",
            "entryCheck",
            "kernel",
            "commandLine",
            "entry",
            "kernelEntry",
            "registers",
            "segments",
            "memory",
            "crashRegion",
            "crashLow",
            "findings");
  }

  @Test
  void loadGivesThePlan() {
    assertThat(run.run("load", "k", "--json", "--append=a=<b>&'c'")).isZero();
    assertThat(run.json()).isEqualTo(JsonParser.parseString(PLAN));
  }

  @Test
  void refusedPlanWithDraft() {
    assertThat(run.run("plan", "refused", "--json")).isEqualTo(1);
    JsonObject json = run.json();
    assertThat(json.get("entry")).isEqualTo(JsonNull.INSTANCE);
    assertThat(json.get("kernelEntry")).isEqualTo(JsonNull.INSTANCE);
    assertThat(json.getAsJsonObject("registers").size()).isZero();
    assertThat(json.getAsJsonArray("findings")).hasSize(3);
    assertThat(run.err).contains("there is no room");
  }

  @Test
  void refusedPlanWithoutDraft() {
    for (String command : new String[] {"plan", "load", "simulate"}) {
      assertThat(run.run(command, "foreign", "--json")).isEqualTo(1);
      assertThat(run.json())
          .isEqualTo(
              parsed(
                  """
                  {"schema": "jkexec.plan/1", "kernel": {"path": "foreign"}, "findings": [
                   {"severity": "error", "code": "no-room", "message": "there is no room",
                    "cure": "Make room."},
                   {"severity": "error", "code": "too-long", "message": "the line is too long",
                    "cure": "Shorten it."},
                   {"severity": "warning", "code": "old-kernel", "message": "the kernel is old",
                    "cure": "Take a newer one."}]}
                  """));
    }
    assertThat(run.run("compare", "k", "foreign", "--json")).isEqualTo(1);
    assertThat(run.json().getAsJsonObject("kernel").get("path").getAsString()).isEqualTo("foreign");
  }

  @ParameterizedTest
  @CsvSource({"plan absent, 1", "plan forbidden, 4", "exec, 1", "inspect absent, 1"})
  void otherFailuresPrintNoDocument(String words, int status) {
    assertThat(run.run((words + " --json").split(" "))).isEqualTo(status);
    assertThat(run.out).isEmpty();
    assertThat(run.err).contains("cure: ");
  }

  @Test
  void status() {
    run.kexec.loaded.add(Slot.DEFAULT);
    assertDocument(
        """
        {"schema": "jkexec.status/1", "slots": [
         {"slot": "default", "machine": "linux", "receiver": "linux-kernel", "loaded": true,
          "image": {"kernel": "/boot/vmlinuz", "initrds": ["/i"], "commandLine": "ro",
           "bytes": 4096, "segments": 3, "loadedAt": "1970-01-01T00:00:00Z", "method": "segments",
           "rehearsal": null},
          "confirmed": true, "changes": {"files": "unchanged", "commandLine": "unchanged",
           "runningKernel": "unchanged", "details": []}, "wanted": null, "trouble": null},
         {"slot": "crash", "machine": "linux", "receiver": "linux-kernel", "loaded": false,
          "image": null, "confirmed": false, "changes": null, "wanted": null, "trouble": "could not be moved"}],
         "configured": []}
        """,
        "status");
  }

  @Test
  void backends() {
    assertDocument(
        """
        {"schema": "jkexec.backends/1", "backends": [
         {"kind": "machine", "name": "linux", "arch": "x86_64", "firmware": "none", "ranking": 10,
          "bundle": "kexec.baremetal", "chosen": true, "reason": "best"},
         {"kind": "absent-machine", "name": "other", "arch": "x86_64", "firmware": "other",
          "ranking": 0, "bundle": "kexec.other", "chosen": false,
          "reason": "its library is not there"},
         {"kind": "protocol", "name": "elf", "arch": "x86_64", "firmware": "", "ranking": 0,
          "bundle": "kexec.x86", "chosen": false, "reason": "not asked for"}]}
        """,
        "backends");
  }

  @Test
  void inspection() {
    assertDocument(
        """
        {"schema": "jkexec.inspection/1", "path": "k", "bytes": 5000, "protocol": "bzImage",
         "format": "bzImage", "arch": "x86_64", "version": "6.1.0", "commandLineLimit": 2047,
         "fields": {"setup_sects": "4", "version": "0x20f"}, "findings": [],
         "foreignTo": {"arm64": "no ARM64 magic", "elf": "no ELF magic"}}
        """,
        "inspect",
        "k");
    assertDocument(
        """
        {"schema": "jkexec.inspection/1", "path": "foreign", "bytes": 5000, "protocol": null,
         "format": null, "arch": null, "findings": [
          {"severity": "error", "code": "cut", "message": "it is cut short",
           "cure": "Copy it again."}],
         "foreignTo": {"arm64": "no ARM64 magic", "elf": "no ELF magic"}}
        """,
        "inspect",
        "foreign");
  }

  @Test
  void unload() {
    assertDocument(
        """
        {"schema": "jkexec.unload/1", "slot": "crash", "machine": null, "held": false}
        """,
        "unload",
        "-p");
  }

  @Test
  void execution() {
    run.kexec.loaded.add(Slot.DEFAULT);
    assertDocument(
        """
        {"schema": "jkexec.execution/1", "underWay": false, "succeeded": true, "receiver": "linux",
         "checks": [{"subject": "entry", "passed": true, "detail": "as planned"}],
         "pagesMoved": 1, "bytesVerified": 2, "nanoseconds": 3000000}
        """,
        "exec");
  }

  @Test
  void simulation() {
    assertThat(run.run("simulate", "k", "--awkward", "--seed=9", "--json")).isZero();
    JsonObject json = run.json();
    assertThat(json.get("schema").getAsString()).isEqualTo("jkexec.simulation/1");
    assertThat(json.get("succeeded").getAsBoolean()).isTrue();
    assertThat(json.get("simulated"))
        .isEqualTo(
            parsed("{'scrambled': false, 'stagedCrash': false, 'awkward': true, 'seed': 9}"));
    assertThat(json.getAsJsonObject("plan").get("machine")).isEqualTo(JsonNull.INSTANCE);
    assertThat(json.getAsJsonArray("checks")).hasSize(2);
  }

  private void assertDocument(String expected, String... words) {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--json";
    assertThat(run.run(all)).isZero();
    assertThat(run.json()).isEqualTo(parsed(expected));
  }

  private static JsonElement parsed(String text) {
    return JsonParser.parseString(text);
  }
}
