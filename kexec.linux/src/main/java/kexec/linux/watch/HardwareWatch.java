package kexec.linux.watch;

import java.time.Duration;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a machine's hardware and reports when processors or memory were added or removed, so that
 * images that describe them can be rebuilt. Changes that the kernel itself applies to the loaded
 * crash image are not reported. Thread-safe.
 */
public final class HardwareWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HardwareWatch.class);

  private final HardwareSource hardware;
  private final Runnable onChange;
  private final ChangeDetector detector = new ChangeDetector();
  private final Runnable stopTicks;
  private boolean blind;
  private boolean closed;

  /**
   * Starts watching. The hardware found by the first poll is the baseline and is not reported.
   *
   * @param hardware the hardware to watch
   * @param onChange called once per change after it has settled: when a second poll finds it
   *     unchanged. Must return at once; not called after {@link #close}
   * @param ticks schedules the polls
   * @param interval the time between two polls, above zero
   * @throws IllegalArgumentException if the interval is zero or negative
   */
  public HardwareWatch(HardwareSource hardware, Runnable onChange, Ticks ticks, Duration interval) {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException("an interval of " + interval);
    }
    this.hardware = hardware;
    this.onChange = onChange;
    this.stopTicks = ticks.start(this::look, interval);
  }

  private synchronized void look() {
    try {
      if (!closed && hasChanged()) {
        onChange.run();
      }
    } catch (RuntimeException e) {
      // The next poll may succeed.
      LOG.error("Watching the hardware, or whoever is told of it, failed", e);
    }
  }

  private boolean hasChanged() {
    try {
      boolean changed = detector.look(hardware.read(), hardware.keptCurrent());
      blind = false;
      return changed;
    } catch (KexecException e) {
      if (!blind) {
        log(e);
      }
      blind = true;
      return false;
    }
  }

  /**
   * Without permission to read the hardware there is no permission to load either: not worth a
   * warning.
   */
  private static void log(KexecException e) {
    if (e instanceof NotPermittedException) {
      LOG.debug("Changed hardware is not noticed: {}", e.getMessage());
    } else {
      LOG.warn("Changed hardware is not noticed at present: {}", e.getMessage());
    }
  }

  /** Stops watching. Waits for a poll in progress. */
  @Override
  public synchronized void close() {
    closed = true;
    stopTicks.run();
  }
}
