package kexec.rehearse.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.Rung;
import kexec.rehearse.internal.emulator.Emulator;
import kexec.rehearse.internal.emulator.GuestConsole;
import kexec.rehearse.internal.emulator.GuestEnd;
import kexec.rehearse.internal.emulator.RegisterDump;

/** Watches a kernel from its first instruction to the goal, or until it gets no further. */
final class Watch {

  private static final long PAUSE_MILLIS = 50;

  /** A first program that dies at once takes the kernel with it. */
  private static final Duration SETTLED = Duration.ofSeconds(1);

  /** A processor that waits for good may still be looked at just before it goes on. */
  private static final int HALTS = 10;

  private final Emulator emulator;
  private final RehearsalRequest request;
  private final Ladder ladder;
  private final Evidence evidence;
  private final BooleanSupplier complete;
  private int halts;

  /**
   * Creates a watch.
   *
   * @param emulator whose guest is watched
   * @param request how far it must come, and in what time
   * @param ladder knows how far it has come
   * @param evidence finds that out
   * @param complete whether everything that must be known at the goal is known
   */
  Watch(
      Emulator emulator,
      RehearsalRequest request,
      Ladder ladder,
      Evidence evidence,
      BooleanSupplier complete) {
    this.emulator = emulator;
    this.request = request;
    this.ladder = ladder;
    this.evidence = evidence;
    this.complete = complete;
  }

  /**
   * Watches.
   *
   * @return how it ended
   * @throws IOException if the emulator cannot be asked
   * @throws InterruptedException if the thread is interrupted
   */
  Ending run() throws IOException, InterruptedException {
    while (ladder.elapsed().compareTo(request.timeout()) < 0) {
      Optional<GuestEnd> end = emulator.end();
      look(end);
      if (end.isPresent()) {
        return ending(end.get());
      }
      if (evidence.isPanic()) {
        evidence.memory(true);
        return Ending.PANIC;
      }
      if (isDone()) {
        return Ending.GOAL;
      }
      if (halts >= HALTS) {
        return Ending.HALTED;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return Ending.TIMEOUT;
  }

  /** Where a processor was reset is not where it ran: it may have jumped there. */
  private void look(Optional<GuestEnd> end) throws IOException {
    boolean alive = emulator.isAlive();
    if (alive && !end.equals(Optional.of(GuestEnd.RESET))) {
      RegisterDump registers = emulator.registers();
      halts = registers.isHaltedForGood() ? halts + 1 : 0;
      evidence.registers(registers, canExecute(registers));
    }
    GuestConsole console = emulator.console();
    evidence.console(console.take());
    evidence.unfinished(console.unfinished());
    if (alive) {
      evidence.memory(end.isPresent());
    }
  }

  /** A processor that met no memory there has been reset, though that may not be known yet. */
  private boolean canExecute(RegisterDump registers) throws IOException {
    return ladder.has(Rung.RUNNING) || emulator.translate(registers.instruction()).isPresent();
  }

  private boolean isDone() {
    Rung goal = request.goal().rung();
    if (ladder.highest().compareTo(goal) < 0 || !complete.getAsBoolean()) {
      return false;
    }
    Duration since = ladder.elapsed().minus(ladder.times().getOrDefault(Rung.INIT, Duration.ZERO));
    return goal != Rung.INIT || since.compareTo(SETTLED) >= 0;
  }

  private Ending ending(GuestEnd end) {
    return switch (end) {
      case POWERED_OFF -> {
        ladder.reach(Rung.POWEROFF);
        yield ladder.has(request.goal().rung()) ? Ending.GOAL : Ending.POWERED_OFF;
      }
      case PANICKED -> Ending.PANIC;
      case RESET -> evidence.isPanic() ? Ending.PANIC : Ending.RESET;
      case EMULATOR_GONE -> Ending.EMULATOR_GONE;
    };
  }
}
