package kexec.linux.watch;

import java.time.Duration;

/** Calls again and again. */
@FunctionalInterface
public interface Ticks {

  /**
   * Starts to call a task.
   *
   * @param task what is called; by one thread at a time, and it never throws
   * @param interval how long after the end of one call the next begins
   * @return stops the calls
   */
  Stop start(Runnable task, Duration interval);

  /** Stops the calls. */
  @FunctionalInterface
  interface Stop {

    /** Stops the calls; one that has begun may still go on. A second call does nothing. */
    void stop();
  }
}
