package kexec.shell.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.ImageChanges;
import kexec.api.ImageChanges.Answer;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Slot;
import kexec.api.rehearse.ExportReport;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalReport.CrashRehearsal;
import kexec.api.rehearse.RehearsalReport.Stuck;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.RehearsalVerdict;
import kexec.api.rehearse.Rung;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that rehearse and export plans. */
class RehearseCommandTest {

  @TempDir private Path directory;
  private final List<RehearsalRequest> rehearsed = new ArrayList<>();
  private Rung rung = Rung.INIT;
  private List<Finding> findings = List.of();
  private List<String> console = List.of("[    1.0] Linux version 6.1", "\u001b[31mred");
  private Optional<CrashRehearsal> crash = Optional.empty();
  private Run run;

  @BeforeEach
  void start() {
    run = new Run(directory);
    run.rehearsal = Optional.of(this::rehearse);
  }

  private RehearsalReport rehearse(RehearsalRequest request, RehearsalListener listener) {
    rehearsed.add(request);
    listener.step("booting");
    listener.console("hello \u001b[2Jguest\nno end".getBytes(StandardCharsets.UTF_8));
    listener.reached(Rung.JUMPED, Duration.ofMillis(20));
    return new RehearsalReport(
        request.plan(),
        List.of("memory: 1.0 GiB of RAM instead of 24 GiB"),
        request.goal(),
        rung,
        Map.of(Rung.JUMPED, Duration.ofMillis(20)),
        "the time is over",
        findings,
        new RehearsalReport.Emulator(
            "QEMU 7.2", "q35", "max", "tcg", 1L << 30, 1L << 20, false, List.of("qemu")),
        Optional.of(
            new Stuck(
                Map.of("rip", -1L), Optional.of("kernel [0x0, 0x1)"), Optional.of("panic+1"))),
        console,
        List.of("from memory"),
        crash);
  }

  @Test
  void aSuccessSaysHowFarItCameAndShowsNoRegisters() {
    assertThat(run.run("rehearse", "k", "--until=kernel")).isZero();

    assertThat(rehearsed.get(0).goal()).isEqualTo(RehearsalGoal.KERNEL);
    assertThat(run.out)
        .contains("0.02 s  the jump was taken", "1.0 GiB of RAM instead of 24 GiB")
        .doesNotContain("rip", "Linux version")
        .endsWith("rehearsed to init: the first program runs\n");
    assertThat(run.err).isEmpty();
  }

  @Test
  void aFailureShowsWhereItStoodAndExitsWithOne() {
    rung = Rung.VERSION;
    findings = List.of(Finding.error("rehearsal-kernel-panic", "It panicked.", "Look."));

    assertThat(run.run("rehearse", "k")).isEqualTo(1);
    assertThat(run.out)
        .contains("panic+1", "rip 0xffffffffffffffff", "Linux version 6.1", "\\x1b[31mred")
        .doesNotContain("from memory", "\u001b")
        .endsWith("rehearsed to version and not to init: It panicked.\n");
  }

  @Test
  void theLogInMemoryIsShownWhereTheConsoleIsSilent() {
    rung = Rung.VERSION;
    console = List.of();

    assertThat(run.run("rehearse", "k")).isEqualTo(1);
    assertThat(run.out).contains("from memory").endsWith("not to init: the time is over\n");
  }

  @Test
  void anErrorIsNoSuccessHoweverFarItCame() {
    rung = Rung.POWEROFF;
    findings = List.of(Finding.error("rehearsal-initrd-damaged", "It is cut short.", "Copy it."));

    assertThat(run.run("rehearse", "k")).isEqualTo(1);
  }

  @Test
  void whatTheGuestWritesIsShownLineByLineIfAsked() {
    run.run("rehearse", "k", "--console");

    assertThat(run.err).isEqualTo("hello \\x1b[2Jguest\n");
  }

  @Test
  void aCrashRehearsalSaysWhatWasReadAndUsed() {
    crash = Optional.of(new CrashRehearsal(1L << 34, true, false, 256 << 20, 100 << 20, 128 << 20));

    run.run("rehearse", "-p", "k");

    assertThat(rehearsed.get(0).plan().slot()).isEqualTo(Slot.CRASH);
    assertThat(run.out)
        .contains(
            "16.0 GiB, notes read back, pattern in old memory not read back",
            "100.0 MiB of 256.0 MiB used at the peak",
            "crashkernel=128M");
  }

  @Test
  void theDocumentHasEverything() {
    crash = Optional.of(new CrashRehearsal(5, true, true, 7, 6, 8));

    assertThat(run.run("rehearse", "k", "--json")).isZero();

    JsonObject json = run.json();
    assertThat(json.get("schema").getAsString()).isEqualTo("jkexec.rehearsal/1");
    assertThat(json.get("succeeded").getAsBoolean()).isTrue();
    assertThat(json.get("goal").getAsString()).isEqualTo("init");
    assertThat(json.get("rung").getAsString()).isEqualTo("init");
    assertThat(json.getAsJsonObject("reachedAfterMillis").get("jumped").getAsLong()).isEqualTo(20);
    assertThat(json.getAsJsonObject("stuck").getAsJsonObject("registers").get("rip").getAsString())
        .isEqualTo("0xffffffffffffffff");
    assertThat(json.getAsJsonObject("crash").get("neededBytes").getAsLong()).isEqualTo(8);
    assertThat(json.getAsJsonObject("emulator").get("verbatim").getAsBoolean()).isFalse();
    assertThat(json.getAsJsonObject("plan").get("schema").getAsString()).isEqualTo("jkexec.plan/1");
  }

  @Test
  void theLoadedImageIsRehearsedAsItWasLoaded() {
    load();

    assertThat(run.run("rehearse", "--loaded")).isZero();
    assertThat(run.kexec.requests)
        .last()
        .satisfies(request -> assertThat(request.kernel()).hasToString("/boot/vmlinuz"));
    assertThat(rehearsed).hasSize(1);
  }

  private void load() {
    run.run("load", "k");
    run.kexec.before =
        Optional.of(
            new RehearsalVerdict(Instant.EPOCH, RehearsalGoal.INIT, Rung.INIT, true, "QEMU"));
  }

  @Test
  void anImageOfAnotherProgramIsNotRehearsed() {
    run.run("load", "k");

    assertThat(run.run("rehearse", "--loaded")).isEqualTo(1);
    assertThat(run.err).contains("loaded-unknown");
  }

  @Test
  void aLoadedImageWhoseFilesHaveChangedIsNotRehearsed() {
    load();
    run.kexec.changes =
        new ImageChanges(
            Answer.CHANGED, Answer.UNCHANGED, Answer.UNCHANGED, List.of("k is another file"));

    assertThat(run.run("rehearse", "--loaded")).isEqualTo(1);
    assertThat(run.err).contains("loaded-changed", "k is another file");
    assertThat(rehearsed).isEmpty();
  }

  @Test
  void anEmptySlotHasNothingToRehearse() {
    assertThat(run.run("rehearse", "--loaded")).isEqualTo(1);
    assertThat(run.err).contains("nothing-loaded");
  }

  @Test
  void theLoadedImageTakesNoOtherWords() {
    assertThat(run.run("rehearse", "--loaded", "k")).isEqualTo(2);
    assertThat(run.err).contains("leave out KERNEL");
    assertThat(run.run("rehearse", "--loaded", "--append=x")).isEqualTo(2);
    assertThat(run.err).contains("leave out --command-line");
    assertThat(run.run("rehearse")).isEqualTo(2);
    assertThat(run.err).contains("KERNEL is missing");
    assertThat(run.run("plan")).isEqualTo(2);
  }

  @Test
  void theHelpShowsThatTheKernelNeedNotBeNamed() {
    assertThat(run.run("rehearse", "--help")).isZero();
    assertThat(run.out).startsWith("Usage: jkexec rehearse [KERNEL] [OPTION...]\n");
  }

  @Test
  void anExportNamesItsFile() {
    assertThat(run.run("export", "k")).isEqualTo(2);
    assertThat(run.err).contains("--output=FILE");
  }

  @Test
  void anExportIsTold() {
    run.export =
        Optional.of(
            (plan, output) ->
                new ExportReport(
                    output,
                    4096,
                    "ELF64",
                    new MachineAddress(0x1000),
                    List.of(Range.machine(0x1000, 0x2000)),
                    List.of(Range.machine(0x0, 0x1000)),
                    List.of(Finding.warning("export-large", "It is large.", "Mind it."))));

    assertThat(run.run("export", "k", "-o", "plan.elf")).isZero();
    assertThat(run.out)
        .contains("written: plan.elf, ELF64, 4.0 KiB, entered at 0x1000")
        .contains("[0x0, 0x1000)", "export-large");

    assertThat(run.run("export", "k", "--output=plan.elf", "--json")).isZero();
    assertThat(run.json().get("schema").getAsString()).isEqualTo("jkexec.export/1");
    assertThat(run.json().getAsJsonArray("staged")).hasSize(1);
  }

  @Test
  void withoutTheBundleBothAreRefused() {
    run.rehearsal = Optional.empty();

    assertThat(run.run("rehearse", "k")).isEqualTo(1);
    assertThat(run.err).contains("rehearsal-missing");
    assertThat(run.run("export", "k", "--output=f")).isEqualTo(1);
    assertThat(run.err).contains("export-missing");
  }
}
