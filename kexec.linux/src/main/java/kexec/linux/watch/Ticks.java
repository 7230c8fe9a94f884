package kexec.linux.watch;

import java.time.Duration;

/** Calls a task periodically. */
@FunctionalInterface
public interface Ticks {

  /**
   * Starts calling a task.
   *
   * @param task the task; called by one thread at a time, never throws
   * @param interval the delay between the end of one call and the start of the next
   * @return stops the calls
   */
  Stop start(Runnable task, Duration interval);

  /** Stops the calls. */
  @FunctionalInterface
  interface Stop {

    /** Stops the calls; one in progress may continue. A second call does nothing. */
    void stop();
  }
}
