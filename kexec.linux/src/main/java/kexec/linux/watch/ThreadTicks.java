package kexec.linux.watch;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Calls in a thread of its own, which does not keep the process running. */
public final class ThreadTicks implements Ticks {

  private static final String NAME = "kexec-watch";

  private final Duration delay;

  /**
   * Makes the calls' thread ready.
   *
   * @param delay how long after the start the first call comes, zero or more
   */
  public ThreadTicks(Duration delay) {
    this.delay = delay;
  }

  @Override
  public Stop start(Runnable task, Duration interval) {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, NAME);
              thread.setDaemon(true);
              return thread;
            });
    ScheduledFuture<?> calls =
        executor.scheduleWithFixedDelay(
            task, delay.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    return () -> {
      // Not interrupted: whoever is told of a change may be at work.
      calls.cancel(false);
      executor.shutdown();
    };
  }
}
