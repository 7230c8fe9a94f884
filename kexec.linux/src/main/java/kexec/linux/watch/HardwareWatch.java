package kexec.linux.watch;

import java.time.Duration;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a machine's hardware and tells when processors or memory came or went, so that images
 * which describe them have to be made anew. What the kernel itself keeps current in the loaded
 * crash image is not told. Safe for use by several threads.
 */
public final class HardwareWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HardwareWatch.class);

  private final HardwareSource hardware;
  private final Runnable onChange;
  private final ChangeDetector detector = new ChangeDetector();
  private final Ticks.Stop ticks;
  private boolean blind;
  private boolean closed;

  /**
   * Starts to watch. What is there at the first look is no change.
   *
   * @param hardware what is watched
   * @param onChange called once for each change, when it has settled: after it was seen unchanged a
   *     second time. It must return at once, and is not called any more after {@link #close}
   * @param ticks calls for each look
   * @param interval the time between two looks, above zero
   * @throws IllegalArgumentException if the interval is zero or negative
   */
  public HardwareWatch(HardwareSource hardware, Runnable onChange, Ticks ticks, Duration interval) {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException("an interval of " + interval);
    }
    this.hardware = hardware;
    this.onChange = onChange;
    this.ticks = ticks.start(this::look, interval);
  }

  private synchronized void look() {
    try {
      if (!closed && hasChanged()) {
        onChange.run();
      }
    } catch (RuntimeException e) {
      // The next look may go well.
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

  /** Who may not look cannot load either, so that it is no news. */
  private static void log(KexecException e) {
    if (e instanceof NotPermittedException) {
      LOG.debug("Changed hardware is not noticed: {}", e.getMessage());
    } else {
      LOG.warn("Changed hardware is not noticed at present: {}", e.getMessage());
    }
  }

  /** Stops watching. A look that has begun is waited for. */
  @Override
  public synchronized void close() {
    closed = true;
    ticks.stop();
  }
}
