package kexec.rehearse.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.Rung;
import kexec.base.purgatory.Tools;
import kexec.linux.LinuxRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rehearsals of a kernel that is a few instructions. */
class WholeRehearsalTest {

  private static final Duration SHORT = Duration.ofSeconds(3);

  @BeforeEach
  void assumeAnEmulator() {
    Tools.assume("qemu-system-x86_64");
  }

  private static RehearsalReport rehearse(RehearsalRequest request) throws Exception {
    return rehearse(request, RehearsalListener.NONE);
  }

  private static RehearsalReport rehearse(RehearsalRequest request, RehearsalListener listener)
      throws Exception {
    QemuRehearsal rehearsal = new QemuRehearsal(LinuxRoot.running(), System.getenv("PATH"));
    return rehearsal.rehearse(request, listener);
  }

  private static List<String> errors(RehearsalReport report) {
    return report.findings().stream().filter(Finding::isError).map(Finding::code).toList();
  }

  @Test
  void aKernelThatBootsSucceeds() throws Exception {
    Plan plan = TinyGuest.plan(TinyGuest.BOOTED, TinyGuest.POWER_OFF);
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    RehearsalReport report =
        rehearse(
            TinyGuest.request(plan).build(),
            new RehearsalListener() {
              @Override
              public void console(byte[] bytes) {
                console.writeBytes(bytes);
              }
            });
    assertThat(report.succeeded()).as(report.toString()).isTrue();
    assertThat(report.rung()).isEqualTo(Rung.POWEROFF);
    assertThat(report.times())
        .containsKeys(Rung.JUMPED, Rung.ENTERED, Rung.VERSION, Rung.INITRD, Rung.INIT);
    assertThat(report.findings()).isEmpty();
    assertThat(report.differences()).isEmpty();
    assertThat(report.plan()).isEqualTo(plan);
    assertThat(report.stuck()).isEmpty();
    assertThat(report.console()).endsWith(TinyGuest.BOOTED.split("\n"));
    assertThat(console.toString(StandardCharsets.UTF_8)).isEqualTo(TinyGuest.BOOTED);
    assertThat(report.emulator().verbatim()).isTrue();
    assertThat(report.emulator().memoryBytes()).isEqualTo(64 << 20);
    assertThat(report.emulator().usedBytes()).isBetween(4096L, 64L << 20);
  }

  @Test
  void theOwnMachineOfTheEmulatorIsAskedFor() throws Exception {
    Plan plan = TinyGuest.plan(TinyGuest.BOOTED, TinyGuest.POWER_OFF);
    assertThat(rehearse(TinyGuest.request(plan).cpu("qemu64").build()).emulator().cpu())
        .isEqualTo("qemu64");
    assertThatThrownBy(() -> rehearse(TinyGuest.request(plan).cpu("no-such-processor").build()))
        .isInstanceOfSatisfying(
            KexecException.class,
            e -> {
              assertThat(e.fault().code()).isEqualTo("emulator-failed");
              assertThat(e.fault().cause()).contains("no-such-processor");
            });
  }

  @Test
  void aGoalOnTheWayIsEnough() throws Exception {
    Plan plan = TinyGuest.plan(TinyGuest.BOOTED, TinyGuest.SPIN);
    for (RehearsalGoal goal : List.of(RehearsalGoal.KERNEL, RehearsalGoal.INIT)) {
      RehearsalReport report = rehearse(TinyGuest.request(plan).goal(goal).build());
      assertThat(report.succeeded()).as(report.toString()).isTrue();
    }
  }

  /** A prompt is no complete line. */
  @Test
  void aMarkerMayBeAPrompt() throws Exception {
    Plan plan = TinyGuest.plan(TinyGuest.BOOTED + "tiny login: ", TinyGuest.SPIN);
    RehearsalRequest request =
        TinyGuest.request(plan).goal(RehearsalGoal.MARKER).marker("login:").timeout(SHORT).build();
    RehearsalReport report = rehearse(request);
    assertThat(report.succeeded()).as(report.toString()).isTrue();
    assertThat(report.rung()).isEqualTo(Rung.MARKER);
  }

  @Test
  void aKernelThatHangsDoesNotSucceed() throws Exception {
    Plan plan = TinyGuest.plan("", TinyGuest.SPIN);
    RehearsalReport report = rehearse(TinyGuest.request(plan).timeout(SHORT).build());
    assertThat(report.succeeded()).isFalse();
    assertThat(report.rung()).isEqualTo(Rung.ENTERED);
    assertThat(errors(report)).containsExactly("rehearsal-timeout");
    assertThat(report.stuck().orElseThrow().segment().orElseThrow()).contains("kernel");
  }

  @Test
  void aKernelThatHaltsForGoodIsNotWaitedFor() throws Exception {
    Plan plan = TinyGuest.plan("", TinyGuest.HALT);
    RehearsalReport report = rehearse(TinyGuest.request(plan).build());
    assertThat(report.succeeded()).isFalse();
    assertThat(report.ending()).contains("waits with interrupts off");
  }

  @Test
  void aKernelThatFaultsDoesNotSucceed() throws Exception {
    Plan plan = TinyGuest.plan(TinyGuest.BOOTED, TinyGuest.FAULT);
    RehearsalReport report = rehearse(TinyGuest.request(plan).build());
    assertThat(report.succeeded()).isFalse();
    assertThat(report.ending()).contains("reset");
    assertThat(errors(report)).isNotEmpty();
  }

  @Test
  void aKernelThatWritesWithoutEndIsEnded() throws Exception {
    Plan plan = TinyGuest.plan("0123456789abcde\n".repeat(2048), TinyGuest.AGAIN);
    long[] written = {0};
    RehearsalReport report =
        rehearse(
            TinyGuest.request(plan).timeout(SHORT).build(),
            new RehearsalListener() {
              @Override
              public void console(byte[] bytes) {
                written[0] += bytes.length;
              }
            });
    assertThat(written[0]).isGreaterThan(2 * 16 * 2048);
    assertThat(report.succeeded()).isFalse();
    assertThat(errors(report)).containsExactly("rehearsal-timeout");
    assertThat(report.console()).hasSizeLessThanOrEqualTo(201);
  }

  @Test
  void twoAtOnceDoNotDisturbEachOther() throws Exception {
    Plan boots = TinyGuest.plan(TinyGuest.BOOTED, TinyGuest.POWER_OFF);
    Plan halts = TinyGuest.plan("another one\n", TinyGuest.HALT);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<RehearsalReport> first = () -> rehearse(TinyGuest.request(boots).build());
      Callable<RehearsalReport> second = () -> rehearse(TinyGuest.request(halts).build());
      List<Future<RehearsalReport>> reports = threads.invokeAll(List.of(first, second));
      assertThat(reports.get(0).get().succeeded()).isTrue();
      assertThat(reports.get(1).get().succeeded()).isFalse();
      assertThat(reports.get(1).get().console()).endsWith("another one");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void withoutAnEmulatorNothingIsRehearsed() throws Exception {
    Plan plan = TinyGuest.plan(TinyGuest.BOOTED, TinyGuest.POWER_OFF);
    QemuRehearsal rehearsal = new QemuRehearsal(LinuxRoot.running(), "");
    assertThatThrownBy(
            () -> rehearsal.rehearse(TinyGuest.request(plan).build(), RehearsalListener.NONE))
        .isInstanceOfSatisfying(
            KexecException.class, e -> assertThat(e.fault().code()).isEqualTo("emulator-missing"));
  }
}
