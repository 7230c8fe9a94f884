package kexec.itest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Polls the receivers' own state as fast as it can: for a simulated machine the file whose presence
 * means that a crash image is loaded. It uses no service, so that it is independent of bundles.
 */
final class ArmedWatch {

  /**
   * An image may move between two looks, away from where the second would have found it. It would
   * have to move back and forth between all these looks not to be seen.
   */
  private static final int LOOKS = 3;

  private final List<BooleanSupplier> receivers;
  private final Duration pause;
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong gaps = new AtomicLong();
  private final Thread thread = new Thread(this::watch, "armed-watch");
  private volatile boolean closed;

  /** Watches the receivers of the given directories; at any time one of them must be armed. */
  ArmedWatch(Path... directories) {
    this(Duration.ZERO, Arrays.stream(directories).map(ArmedWatch::armed).toList());
  }

  /** Watches receivers, with a pause after each look; at any time one of them must be armed. */
  ArmedWatch(Duration pause, List<BooleanSupplier> receivers) {
    this.pause = pause;
    this.receivers = List.copyOf(receivers);
    // A failing test leaves it running.
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns the question whether the simulated machine with a directory is armed. */
  static BooleanSupplier armed(Path directory) {
    Path manifest = directory.resolve("crash.manifest");
    return () -> Files.exists(manifest);
  }

  private void watch() {
    while (!closed) {
      int looks = 0;
      while (looks < LOOKS && receivers.stream().noneMatch(BooleanSupplier::getAsBoolean)) {
        looks++;
      }
      if (looks == LOOKS) {
        gaps.incrementAndGet();
      }
      samples.incrementAndGet();
      if (!pause.isZero()) {
        LockSupport.parkNanos(pause.toNanos());
      }
    }
  }

  long samples() {
    return samples.get();
  }

  /** How often nothing was armed, until now. */
  long gapsSoFar() {
    return gaps.get();
  }

  /** Stops polling and returns how often nothing was armed. */
  long gaps() throws InterruptedException {
    closed = true;
    thread.join();
    return gaps.get();
  }
}
