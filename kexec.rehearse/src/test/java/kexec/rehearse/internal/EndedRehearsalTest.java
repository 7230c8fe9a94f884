package kexec.rehearse.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.RehearsalReport;
import kexec.base.purgatory.Tools;
import kexec.linux.LinuxRoot;
import kexec.rehearse.internal.emulator.Gone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rehearsals that are ended from outside. Nothing of them is left. */
class EndedRehearsalTest {

  private final List<Path> directories = new ArrayList<>();

  @BeforeEach
  void assumeAnEmulator() {
    Tools.assume("qemu-system-x86_64");
  }

  /** A rehearsal of a guest that hangs; something happens at one of its steps, on its thread. */
  private FutureTask<RehearsalReport> rehearse(String step, Runnable happening) throws Exception {
    Plan plan = TinyGuest.plan(TinyGuest.BOOTED, TinyGuest.SPIN);
    RehearsalListener listener =
        new RehearsalListener() {
          @Override
          public void step(String what) {
            if (what.equals(step)) {
              directories.addAll(RunningEmulators.directories());
              happening.run();
            }
          }
        };
    QemuRehearsal rehearsal = new QemuRehearsal(LinuxRoot.running(), System.getenv("PATH"));
    return new FutureTask<>(
        () ->
            rehearsal.rehearse(
                TinyGuest.request(plan).timeout(Duration.ofMinutes(5)).build(), listener));
  }

  private void assertNothingIsLeft() throws InterruptedException {
    Gone.await("no emulator runs", () -> RunningEmulators.processes().isEmpty());
    for (Path directory : directories) {
      Gone.file(directory);
    }
  }

  private static Throwable failure(FutureTask<RehearsalReport> rehearsal) throws Exception {
    try {
      throw new AssertionError(rehearsal.get(60, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "choosing the machine",
        "starting the emulator",
        "running the firmware",
        "filling the memory",
        "booting"
      })
  void anInterruptionEndsItAtEachStep(String step) throws Exception {
    FutureTask<RehearsalReport> rehearsal =
        rehearse(step, () -> Thread.currentThread().interrupt());
    Thread thread = new Thread(rehearsal);
    thread.start();
    assertThat(failure(rehearsal)).isInstanceOf(InterruptedException.class);
    thread.join();
    assertNothingIsLeft();
  }

  @Test
  void anInterruptionEndsTheWatch() throws Exception {
    FutureTask<RehearsalReport> rehearsal = rehearse("booting", () -> {});
    Thread thread = new Thread(rehearsal);
    thread.start();
    Gone.await("it boots", () -> !directories.isEmpty());
    TimeUnit.MILLISECONDS.sleep(500);
    thread.interrupt();
    assertThat(failure(rehearsal)).isInstanceOf(InterruptedException.class);
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(strings = {"running the firmware", "filling the memory", "booting"})
  void aKilledEmulatorIsToldOf(String step) throws Exception {
    FutureTask<RehearsalReport> rehearsal =
        rehearse(step, () -> RunningEmulators.processes().forEach(ProcessHandle::destroyForcibly));
    rehearsal.run();
    assertThat(directories).isNotEmpty();
    assertIsTold(rehearsal);
    assertNothingIsLeft();
  }

  @Test
  void anEmulatorThatIsKilledDuringTheWatchIsToldOf() throws Exception {
    FutureTask<RehearsalReport> rehearsal = rehearse("booting", () -> {});
    Thread thread = new Thread(rehearsal);
    thread.start();
    Gone.await("it boots", () -> !directories.isEmpty());
    TimeUnit.SECONDS.sleep(2);
    RunningEmulators.processes().forEach(ProcessHandle::destroyForcibly);
    assertIsTold(rehearsal);
    assertNothingIsLeft();
  }

  /** Either the report says so, or there is none. */
  private static void assertIsTold(FutureTask<RehearsalReport> rehearsal) throws Exception {
    try {
      RehearsalReport report = rehearsal.get(60, TimeUnit.SECONDS);
      assertThat(report.succeeded()).isFalse();
      assertThat(report.ending()).isEqualTo("the emulator has ended");
      assertThat(report.findings()).extracting(Finding::code).contains("rehearsal-emulator-died");
    } catch (ExecutionException e) {
      assertThat(e.getCause())
          .isInstanceOfSatisfying(
              KexecException.class,
              told -> {
                assertThat(told.fault().code()).isEqualTo("emulator-failed");
                assertThat(told.fault().cause()).contains("the emulator is gone");
              });
    }
  }
}
