package kexec.itest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Polls the receivers' own state as fast as it can: the file whose presence means that a crash
 * image is loaded. It uses no service, so that it is independent of bundles.
 */
final class ArmedWatch {

  private final List<Path> manifests;
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong gaps = new AtomicLong();
  private final Thread thread = new Thread(this::watch, "armed-watch");
  private volatile boolean closed;

  /** Watches the receivers of the given directories; at any time one of them must be armed. */
  ArmedWatch(Path... directories) {
    manifests = List.of(directories).stream().map(dir -> dir.resolve("crash.manifest")).toList();
    // A failing test leaves it running.
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

  /** Stops polling and returns how often nothing was armed. */
  long gaps() throws InterruptedException {
    closed = true;
    thread.join();
    return gaps.get();
  }
}
