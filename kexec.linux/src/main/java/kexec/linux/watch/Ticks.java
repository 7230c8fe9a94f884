package kexec.linux.watch;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Calls a task periodically. */
@FunctionalInterface
public interface Ticks {

  /**
   * Starts calling a task.
   *
   * @param task the task; called by one thread at a time, never throws
   * @param interval the delay between the end of one call and the start of the next
   * @return stops the calls; one in progress may continue. A second stop does nothing
   */
  Runnable start(Runnable task, Duration interval);

  /**
   * {@return calls in a daemon thread}
   *
   * @param delay the delay before the first call, zero or more
   */
  static Ticks inThread(Duration delay) {
    return (task, interval) -> {
      ScheduledExecutorService executor =
          Executors.newSingleThreadScheduledExecutor(
              work -> {
                Thread thread = new Thread(work, "kexec-watch");
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
    };
  }
}
