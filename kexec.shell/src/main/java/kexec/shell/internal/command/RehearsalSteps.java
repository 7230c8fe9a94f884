package kexec.shell.internal.command;

import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.Rung;
import kexec.shell.internal.terminal.Progress;

/**
 * Shows the progress of a rehearsal: from the jump on, how much of the time that it may take is
 * over. Thread-safe.
 */
final class RehearsalSteps implements RehearsalListener, AutoCloseable {

  private static final long TICK_MILLIS = 500;

  private final Progress progress;
  private final boolean console;
  private final Duration timeout;
  private final Timer clock = new Timer("rehearsal-progress", true);
  private long jumpedAt;
  private String reached = "";

  /**
   * Shows nothing yet.
   *
   * @param progress where to show it
   * @param request the rehearsal
   * @param console whether what the guest writes to its console is shown, too
   */
  RehearsalSteps(Progress progress, RehearsalRequest request, boolean console) {
    this.progress = progress;
    this.console = console;
    this.timeout = request.timeout();
  }

  @Override
  public void step(String what) {
    progress.step(what);
  }

  @Override
  public synchronized void reached(Rung rung, Duration after) {
    if (reached.isEmpty()) {
      jumpedAt = System.nanoTime() - after.toNanos();
      clock.scheduleAtFixedRate(
          new TimerTask() {
            @Override
            public void run() {
              tick();
            }
          },
          TICK_MILLIS,
          TICK_MILLIS);
    }
    reached = rung.label();
    progress.step("rehearsing: %s after %s s".formatted(reached, after.toSeconds()));
  }

  private synchronized void tick() {
    long nanos = System.nanoTime() - jumpedAt;
    progress.part(
        "rehearsing: %s, of %s s".formatted(reached, timeout.toSeconds()),
        nanos,
        timeout.toNanos());
  }

  @Override
  public void console(byte[] bytes) {
    if (console) {
      progress.output(bytes);
    }
  }

  /** Shows nothing more. */
  @Override
  public void close() {
    clock.cancel();
  }
}
