package kexec.shell.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries are listed, and planned as if their parts had been given. */
class EntriesCommandTest {

  @TempDir private Path directory;
  private Run run;

  @BeforeEach
  void start() {
    run = new Run(directory);
    run.entries = Optional.of(new FakeEntries());
  }

  @Test
  void theTableMarksTheDefaultAndWhatCannotBeLoaded() {
    assertThat(run.run("entries")).as(run.err).isZero();
    assertThat(run.out)
        .contains("*   new")
        .contains("!  bad")
        .contains("default: new ('default' in /boot/loader/loader.conf)")
        .contains("bls-1 /boot/loader/entries/new.conf", "6.1")
        .contains("a variable is not known (entry-unclear)")
        .contains("/gone is not there (entry-file-missing)")
        .contains("one was left out (entries-told)");
  }

  @Test
  void whatATerminalWouldObeyIsEscaped() {
    run.run("entries");
    assertThat(run.out).contains("Linux \\x1b[31m new").doesNotContain("\u001b");
    run.run("entries", "--json");
    assertThat(run.out).contains("Linux \\u001b[31m new").doesNotContain("\u001b");
  }

  @Test
  void theDocumentHasEverything() {
    assertThat(run.run("entries", "--json")).isZero();
    JsonObject json = run.json();
    assertThat(json.get("schema").getAsString()).isEqualTo("jkexec.entries/1");
    assertThat(json.get("default").getAsString()).isEqualTo("new");
    JsonObject entry = json.getAsJsonArray("entries").get(0).getAsJsonObject();
    assertThat(entry.get("kernel").getAsString()).isEqualTo("vmlinuz");
    assertThat(entry.get("kind").getAsString()).isEqualTo("bls-1");
    assertThat(entry.getAsJsonArray("initrds")).hasSize(2);
    assertThat(entry.get("commandLine").getAsString()).contains("crashkernel=256M");
    assertThat(entry.get("deviceTree").getAsString()).isEqualTo("board.dtb");
    assertThat(entry.get("loadable").getAsBoolean()).isTrue();
    JsonObject bad = json.getAsJsonArray("entries").get(2).getAsJsonObject();
    assertThat(bad.get("loadable").getAsBoolean()).isFalse();
    assertThat(bad.get("deviceTree").isJsonNull()).isTrue();
  }

  @Test
  void withoutTheBundleItIsNamed() {
    run.entries = Optional.empty();
    assertThat(run.run("entries")).isEqualTo(1);
    assertThat(run.err).contains("entries-missing", "kexec.entries");
  }

  @Test
  void anEntryIsPlannedAsItStands() {
    PlanRequest request = planned("plan", "--entry=default");
    assertThat(request.kernel()).isEqualTo(Path.of("vmlinuz"));
    assertThat(request.initrds()).containsExactly(Path.of("microcode"), Path.of("initrd"));
    assertThat(request.commandLine()).isEqualTo("root=/dev/sda1 crashkernel=256M  quiet");
    assertThat(request.commandLineReused()).isFalse();
    assertThat(request.deviceTree()).contains(Path.of("board.dtb"));
    assertThat(request.slot()).isEqualTo(Slot.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "load", "simulate"})
  void whatIsNotCertainIsToldWithThePlan(String command) {
    run.run(command, "--entry=new");
    assertThat(run.out).contains("a variable is not known (entry-unclear)");
    run.run(command, "--entry=new", "--json");
    assertThat(run.out).contains("entry-unclear");
    run.run(command, "vmlinuz");
    assertThat(run.out).doesNotContain("entry-unclear");
  }

  @Test
  void appendedWordsComeBehindTheEntrys() {
    assertThat(planned("load", "--entry=new", "--append=console=ttyS0 \"a b\"").commandLine())
        .isEqualTo("root=/dev/sda1 crashkernel=256M  quiet console=ttyS0 \"a b\"");
  }

  @Test
  void aCrashImageReservesNoCrashMemory() {
    PlanRequest request = planned("load", "-p", "--entry=new", "--append=irqpoll");
    assertThat(request.slot()).isEqualTo(Slot.CRASH);
    assertThat(request.commandLine()).isEqualTo("root=/dev/sda1  quiet irqpoll");
    assertThat(request.initrds()).hasSize(2);
  }

  @Test
  void aNamedInitrdAndDeviceTreeReplaceTheEntrys() {
    PlanRequest request = planned("plan", "--entry=new", "--initrd=kdump", "--dtb=other.dtb");
    assertThat(request.initrds()).containsExactly(Path.of("kdump"));
    assertThat(request.deviceTree()).contains(Path.of("other.dtb"));
  }

  @Test
  void aHypervisorGetsItsModules() {
    PlanRequest request = planned("plan", "--entry=xen", "--append=loglvl=all");
    assertThat(request.commandLine()).isEqualTo("dom0_mem=1G loglvl=all");
    assertThat(request.modules())
        .isEqualTo(List.of(new ModuleFile(Path.of("vmlinuz"), "root=/dev/sda1")));
  }

  @Test
  void kexecToolsWordsTakeAnEntryToo() {
    assertThat(planned("-l", "--entry=default").kernel()).isEqualTo(Path.of("vmlinuz"));
  }

  @Test
  void aSimulationTakesAnEntry() {
    assertThat(planned("simulate", "--entry=default").initrds()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan --entry=bad", "load --entry=absent", "simulate --entry=absent"})
  void anEntryThatIsNotThereIsRefused(String words) {
    assertThat(run.run(words.split(" "))).isEqualTo(1);
    assertThat(run.err).contains("entry-unknown");
    assertThat(run.kexec.requests).isEmpty();
  }

  private PlanRequest planned(String... words) {
    assertThat(run.run(words)).as(run.err).isZero();
    return run.kexec.requests.get(run.kexec.requests.size() - 1);
  }
}
