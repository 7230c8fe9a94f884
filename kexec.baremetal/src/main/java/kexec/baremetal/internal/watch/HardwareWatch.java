package kexec.baremetal.internal.watch;

import java.time.Duration;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.crash.CrashReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a machine's hardware and tells when processors or memory came or went, so that images
 * which describe them have to be made anew. What the kernel itself keeps current in the loaded
 * crash image is not told. Safe for use by several threads.
 */
public final class HardwareWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HardwareWatch.class);

  private final HardwareReader hardware;
  private final CrashReader crash;
  private final Runnable onChange;
  private final ChangeDetector detector = new ChangeDetector();
  private final Ticks.Stop ticks;
  private boolean blind;
  private boolean closed;

  /**
   * Starts to watch. What is there at the first look is no change.
   *
   * @param root the system
   * @param onChange called once for each change, when it has settled: after it was seen unchanged a
   *     second time. It must return at once, and is not called any more after {@link #close}
   * @param ticks calls for each look
   * @param interval the time between two looks, above zero
   * @throws IllegalArgumentException if the interval is zero or negative
   */
  public HardwareWatch(LinuxRoot root, Runnable onChange, Ticks ticks, Duration interval) {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException("an interval of " + interval);
    }
    this.hardware = new HardwareReader(root);
    this.crash = new CrashReader(root);
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
      boolean changed = detector.look(hardware.read(), crash.hotplug());
      blind = false;
      return changed;
    } catch (KexecException e) {
      if (!blind) {
        LOG.warn("Changed hardware is not noticed at present: {}", e.getMessage());
      }
      blind = true;
      return false;
    }
  }

  /** Stops watching. A look that has begun is waited for. */
  @Override
  public synchronized void close() {
    closed = true;
    ticks.stop();
  }
}
