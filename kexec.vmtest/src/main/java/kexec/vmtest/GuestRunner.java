package kexec.vmtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs guests and keeps their logs, each in a directory of its name. For several threads, as long
 * as no two guests have the same name.
 */
public final class GuestRunner {

  /** What {@code timeout} ends with when there is no such program. */
  private static final int NO_SUCH_PROGRAM = 127;

  private final Supplier<GuestImages> images;
  private final Path logs;

  /**
   * Makes a runner.
   *
   * @param images where firmware is; asked for a guest that has firmware of its own
   * @param logs a directory, which is made when it is not there; it also gets {@code summary.txt}
   *     with a line for each guest
   */
  public GuestRunner(Supplier<GuestImages> images, Path logs) {
    this.images = images;
    this.logs = logs;
  }

  /**
   * Starts a guest for a test that takes part in what happens inside.
   *
   * @param guest the machine
   * @return the running guest; the caller closes it
   * @throws GuestFailure when QEMU cannot be started
   */
  public RunningGuest start(Guest guest) {
    try {
      return new RunningGuest(guest, images, Files.createDirectories(logs.resolve(guest.name())));
    } catch (IOException e) {
      throw new GuestFailure(failure(guest, String.valueOf(e.getMessage())), e);
    }
  }

  private String failure(Guest guest, String why) {
    return "cannot start guest "
        + guest.name()
        + ": "
        + why.strip()
        + ". Install "
        + guest.machine().emulator()
        + " (Debian: "
        + guest.machine().emulatorPackage()
        + ") and timeout (coreutils).";
  }

  /**
   * Runs a guest until it ends, or its time is over. A guest that gave no first sign is started
   * once more, whether it hung or reset: once in some hundreds of boots an emulated kernel locks up
   * in its self tests, or dies of code that it patches while another processor runs it.
   *
   * @param guest the machine
   * @return what came of it
   * @throws GuestFailure when QEMU cannot be started
   * @throws InterruptedException when the waiting thread is interrupted
   */
  public GuestRun run(Guest guest) throws InterruptedException {
    GuestRun run = attempt(guest, 1);
    if (run.outcome() == GuestRun.Outcome.NEVER_CAME_UP) {
      run = attempt(guest, 2);
    }
    note(run.summary());
    return run;
  }

  private GuestRun attempt(Guest guest, int attempt) throws InterruptedException {
    try (RunningGuest running = start(guest)) {
      if (!running.awaitSign(guest.firstSign(), guest.firstSignLimit())) {
        Optional<Integer> exit = running.awaitEnd(Duration.ZERO);
        if (exit.isEmpty() || exit.get() == 0) {
          return result(guest, running, GuestRun.Outcome.NEVER_CAME_UP, exit.orElse(-1), attempt);
        }
      }
      return end(guest, running, attempt);
    }
  }

  /**
   * Waits until a guest that was started ends, or its time is over, and adds it to the summary.
   *
   * @param guest what was started
   * @param running the same, running
   * @return what came of it
   * @throws InterruptedException when the waiting thread is interrupted
   */
  public GuestRun finish(Guest guest, RunningGuest running) throws InterruptedException {
    GuestRun run = end(guest, running, 1);
    note(run.summary());
    return run;
  }

  private GuestRun end(Guest guest, RunningGuest running, int attempt) throws InterruptedException {
    Optional<Integer> exit = running.awaitEnd(guest.limit().minus(running.elapsed()));
    if (exit.equals(Optional.of(NO_SUCH_PROGRAM))) {
      throw new GuestFailure(failure(guest, running.messages()));
    }
    return exit.map(status -> result(guest, running, GuestRun.Outcome.ENDED, status, attempt))
        .orElseGet(() -> result(guest, running, GuestRun.Outcome.TIME_OVER, -1, attempt));
  }

  private static GuestRun result(
      Guest guest, RunningGuest running, GuestRun.Outcome outcome, int exit, int attempt) {
    return new GuestRun(
        guest.name(),
        running.kernel(),
        running.script(),
        outcome,
        exit,
        running.messages(),
        running.elapsed(),
        attempt);
  }

  /**
   * Adds a line to the summary.
   *
   * @param line for example a time that was measured
   */
  public synchronized void note(String line) {
    try {
      Files.writeString(
          logs.resolve("summary.txt"),
          line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new GuestFailure("cannot write the summary of the guests: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the summary.
   *
   * @return a line for each guest and for each time that was measured
   * @throws IOException when it cannot be read, for example because no guest ran
   */
  public synchronized String summary() throws IOException {
    return Files.readString(logs.resolve("summary.txt"));
  }
}
