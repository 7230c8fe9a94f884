package kexec.baremetal.internal.watch;

import java.time.Duration;

/** Calls when a test says so. */
final class HandTicks implements Ticks {

  private Runnable task = () -> {};
  private Duration interval = Duration.ZERO;
  private boolean stopped;

  @Override
  public Stop start(Runnable task, Duration interval) {
    this.task = task;
    this.interval = interval;
    return () -> stopped = true;
  }

  void tick(int times) {
    for (int i = 0; i < times; i++) {
      task.run();
    }
  }

  Duration interval() {
    return interval;
  }

  boolean isStopped() {
    return stopped;
  }
}
