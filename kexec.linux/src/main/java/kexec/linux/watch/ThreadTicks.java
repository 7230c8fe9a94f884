package kexec.linux.watch;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Calls a task periodically in a daemon thread. */
public final class ThreadTicks implements Ticks {

  private static final String NAME = "kexec-watch";

  private final Duration delay;

  /**
   * Creates the thread.
   *
   * @param delay the delay before the first call, zero or more
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
      // Not interrupted: the listener may be at work.
      calls.cancel(false);
      executor.shutdown();
    };
  }
}
