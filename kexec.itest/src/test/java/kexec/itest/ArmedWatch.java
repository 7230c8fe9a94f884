package kexec.itest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks at the receivers' own truth as fast as it can: the file whose presence means that a crash
 * image is in its slot. It asks no service, so that it sees what is armed whatever bundles do.
 */
final class ArmedWatch {

  private final List<Path> manifests;
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong gaps = new AtomicLong();
  private final Thread thread = new Thread(this::watch, "armed-watch");
  private volatile boolean closed;

  /** Watches the receivers whose directories are given; one of them is armed at every moment. */
  ArmedWatch(Path... directories) {
    manifests = List.of(directories).stream().map(dir -> dir.resolve("crash.manifest")).toList();
    // A test that fails leaves it running.
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    while (!closed) {
      // An image may move between two looks, away from where the second would have found it. It
      // would have to move back and forth between four looks not to be seen.
      boolean armed = isAnyArmed();
      if (!armed && !isAnyArmed()) {
        gaps.incrementAndGet();
      }
      samples.incrementAndGet();
    }
  }

  private boolean isAnyArmed() {
    return manifests.stream().anyMatch(Files::exists);
  }

  long samples() {
    return samples.get();
  }

  /** Stops looking and tells how often nothing was armed. */
  long gaps() throws InterruptedException {
    closed = true;
    thread.join();
    return gaps.get();
  }
}
