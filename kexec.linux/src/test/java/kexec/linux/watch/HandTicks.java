package kexec.linux.watch;

import java.time.Duration;

/** Ticks that a test triggers by hand. */
public final class HandTicks implements Ticks {

  private Runnable task = () -> {};
  private Duration interval = Duration.ZERO;
  private boolean stopped;

  @Override
  public Runnable start(Runnable task, Duration interval) {
    this.task = task;
    this.interval = interval;
    return () -> stopped = true;
  }

  public void tick(int times) {
    for (int i = 0; i < times; i++) {
      task.run();
    }
  }

  public Duration interval() {
    return interval;
  }

  public boolean isStopped() {
    return stopped;
  }
}
