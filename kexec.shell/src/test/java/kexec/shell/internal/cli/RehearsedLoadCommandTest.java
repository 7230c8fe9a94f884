package kexec.shell.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.ImageChanges;
import kexec.api.ImageChanges.Answer;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.RehearsalVerdict;
import kexec.api.rehearse.Rung;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads that are rehearsed first, and what the status says of them. */
class RehearsedLoadCommandTest {

  private static final RehearsalVerdict VERDICT =
      new RehearsalVerdict(Instant.EPOCH, RehearsalGoal.INIT, Rung.INIT, true, "QEMU 7.2");

  @TempDir private Path directory;
  private final List<RehearsalRequest> rehearsed = new ArrayList<>();
  private Rung rung = Rung.INIT;
  private Run run;

  @BeforeEach
  void start() {
    run = new Run(directory);
    run.rehearsal = Optional.of(this::rehearse);
  }

  private RehearsalReport rehearse(RehearsalRequest request, RehearsalListener listener) {
    rehearsed.add(request);
    listener.step("starting the emulator");
    listener.reached(rung, Duration.ofSeconds(4));
    return new RehearsalReport(
        request.plan(),
        List.of("the memory is the emulator's"),
        request.goal(),
        rung,
        Map.of(),
        "the time was over",
        List.of(Finding.warning("no-smp", "it had one processor", "Expect more.")),
        new RehearsalReport.Emulator("QEMU 7.2", "q35", "max", "tcg", 1, 1, true, List.of()),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  @Test
  void whatWasRehearsedIsLoadedAndShown() {
    assertThat(run.run("load", "k", "--rehearse", "--until=kernel", "--timeout=9")).isZero();

    RehearsalRequest request = rehearsed.get(0);
    assertThat(request.goal()).isEqualTo(RehearsalGoal.KERNEL);
    assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(9));
    assertThat(run.kexec.loaded).containsExactly(Slot.DEFAULT);
    assertThat(run.out)
        .startsWith("loaded: default slot, k, ")
        .contains(
            "rehearsed: to init in QEMU 7.2\n",
            "other than loaded: the memory is the emulator's",
            "it had one processor (no-smp)");
  }

  @Test
  void theDocumentHasTheRehearsal() {
    assertThat(run.run("-l", "k", "--rehearse", "--json")).isZero();

    JsonObject rehearsal = run.json().getAsJsonObject("rehearsal");
    assertThat(run.json().get("schema").getAsString()).isEqualTo("jkexec.plan/1");
    assertThat(rehearsal.get("rung").getAsString()).isEqualTo("init");
    assertThat(rehearsal.get("goal").getAsString()).isEqualTo("init");
    assertThat(rehearsal.get("succeeded").getAsBoolean()).isTrue();
    assertThat(rehearsal.get("emulator").getAsString()).isEqualTo("QEMU 7.2");
    assertThat(rehearsal.getAsJsonArray("differences")).hasSize(1);
    assertThat(rehearsal.getAsJsonArray("findings")).hasSize(1);
  }

  @Test
  void aLoadThatIsNotRehearsedHasNoRehearsalInItsDocument() {
    run.run("load", "k", "--json");

    assertThat(run.json().has("rehearsal")).isFalse();
    assertThat(rehearsed).isEmpty();
  }

  @Test
  void whatDoesNotSucceedIsNotLoaded() {
    rung = Rung.VERSION;

    assertThat(run.run("load", "k", "--rehearse")).isEqualTo(1);
    assertThat(run.err).contains("rehearsal-failed", "the time was over");
    assertThat(run.out).isEmpty();
    assertThat(run.kexec.loaded).isEmpty();
  }

  @Test
  void withoutABundleThatRehearsesNothingIsPlannedAndLoaded() {
    run.rehearsal = Optional.empty();

    assertThat(run.run("load", "k", "--rehearse")).isEqualTo(1);
    assertThat(run.err).contains("rehearsal-missing", "kexec.rehearse");
    assertThat(run.kexec.requests).isEmpty();
  }

  @Test
  void anInterruptedRehearsalLoadsNothingAndTheThreadStaysInterrupted() {
    run.rehearsal =
        Optional.of(
            (request, listener) -> {
              throw new InterruptedException();
            });

    assertThat(run.run("load", "k", "--rehearse")).isEqualTo(1);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(run.err).contains("rehearsal-interrupted");
    assertThat(run.kexec.loaded).isEmpty();
  }

  @Test
  void whatTheRehearsalRefusesIsToldAsItIs() {
    run.rehearsal =
        Optional.of(
            (request, listener) -> {
              throw new KexecException(
                  new Fault("emulator-missing", "rehearsing", "there is none", "Install one."));
            });

    assertThat(run.run("load", "k", "--rehearse")).isEqualTo(1);
    assertThat(run.err).contains("emulator-missing", "Install one.");
  }

  @Test
  void theOptionsOfARehearsalNeedARehearsal() {
    assertThat(run.run("load", "k", "--timeout=3")).isEqualTo(2);
    assertThat(run.err).contains("--timeout is for a rehearsal: give --rehearse too");
    assertThat(run.run("load", "k", "--rehearse", "--until=moon")).isEqualTo(2);
    assertThat(run.kexec.requests).isEmpty();
  }

  @Test
  void theProgressOfTheRehearsalIsShown() {
    run.progress = true;
    run.run("load", "k", "--rehearse");

    assertThat(run.err)
        .contains("planning k", "starting the emulator", "rehearsing: init after 4 s", "loading k");
  }

  @Test
  void aReusedCommandLineIsMarkedInTheRequest() {
    run.run("load", "k", "--reuse-cmdline");
    run.run("load", "k", "--append=ro");

    assertThat(run.kexec.requests.get(0).commandLineReused()).isTrue();
    assertThat(run.kexec.requests.get(1).commandLineReused()).isFalse();
  }

  @Test
  void theStatusTellsTheVerdict() {
    run.kexec.loaded.add(Slot.DEFAULT);
    run.kexec.rehearsal = Optional.of(VERDICT);

    run.run("status");
    assertThat(run.out)
        .contains(
            "since 1970-01-01T00:00:00Z, rehearsed to init at 1970-01-01T00:00:00Z in QEMU 7.2,"
                + " command line: ro\n");
    run.run("status", "--json");
    JsonObject image =
        run.json().getAsJsonArray("slots").get(0).getAsJsonObject().getAsJsonObject("image");
    assertThat(image.getAsJsonObject("rehearsal"))
        .hasToString(
            "{\"at\":\"1970-01-01T00:00:00Z\",\"goal\":\"init\",\"rung\":\"init\","
                + "\"succeeded\":true,\"emulator\":\"QEMU 7.2\"}");
  }

  @Test
  void anImageThatWasPlannedAgainIsNotCalledRehearsed() {
    run.kexec.loaded.add(Slot.DEFAULT);
    run.kexec.before = Optional.of(VERDICT);

    run.run("status");
    assertThat(run.out)
        .contains(
            "never rehearsed: planned again after it was rehearsed to init at"
                + " 1970-01-01T00:00:00Z in QEMU 7.2, command line");
    run.run("status", "--json");
    JsonObject slot = run.json().getAsJsonArray("slots").get(0).getAsJsonObject();
    assertThat(slot.getAsJsonObject("image").get("rehearsal").isJsonNull()).isTrue();
    assertThat(slot.getAsJsonObject("wanted").getAsJsonObject("rehearsal").get("rung"))
        .hasToString("\"init\"");
  }

  @Test
  void whatChangedSinceTheLoadIsTold() {
    run.kexec.loaded.add(Slot.DEFAULT);
    run.kexec.changes =
        new ImageChanges(
            Answer.CHANGED, Answer.UNCHANGED, Answer.UNKNOWN, List.of("/k is gone", "who knows"));

    run.run("status");
    assertThat(run.out)
        .contains("command line: ro; changed since it was loaded: /k is gone, who knows\n");
    run.run("status", "--json");
    assertThat(
            run.json().getAsJsonArray("slots").get(0).getAsJsonObject().getAsJsonObject("changes"))
        .hasToString(
            "{\"files\":\"changed\",\"commandLine\":\"unchanged\",\"runningKernel\":\"unknown\","
                + "\"details\":[\"/k is gone\",\"who knows\"]}");
  }

  @Test
  void whatCannotBeToldIsNotCalledUnchanged() {
    run.kexec.loaded.add(Slot.DEFAULT);
    run.kexec.changes =
        new ImageChanges(
            Answer.UNKNOWN, Answer.UNCHANGED, Answer.UNCHANGED, List.of("it was not recorded"));

    run.run("status");
    assertThat(run.out).contains("; perhaps changed since it was loaded: it was not recorded\n");
  }
}
