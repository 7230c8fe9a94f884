package kexec.baremetal.internal.watch;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Calls in a thread of its own, which does not keep the process running. */
public final class ThreadTicks implements Ticks {

  private static final String NAME = "kexec-watch";

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
        executor.scheduleWithFixedDelay(task, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    return () -> {
      // Not interrupted: whoever is told of a change may be at work.
      calls.cancel(false);
      executor.shutdown();
    };
  }
}
