package kexec.core.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the upkeep on a thread of its own, because a load takes long and whoever starts a bundle
 * must not wait for it. Requests that come while one waits are one.
 */
final class UpkeepThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UpkeepThread.class);
  private static final long PATIENCE_SECONDS = 30;

  /** Long enough for another program's load to end, short enough for a crash image to wait. */
  private static final long LATER_SECONDS = 1;

  private final Runnable work;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "kexec-upkeep");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Makes the thread.
   *
   * @param work what to do at every request
   */
  UpkeepThread(Runnable work) {
    this.work = work;
  }

  /** Asks for the work to be done soon. Returns at once. */
  void request() {
    if (waiting.compareAndSet(false, true)) {
      try {
        thread.execute(this::run);
      } catch (RejectedExecutionException e) {
        // The component ends: services are unbound one after another, and nothing is to be done.
        LOG.debug("no upkeep any more");
      }
    }
  }

  /** Asks for the work to be done a little later. Returns at once. */
  void requestLater() {
    CompletableFuture.delayedExecutor(LATER_SECONDS, TimeUnit.SECONDS).execute(this::request);
  }

  private void run() {
    waiting.set(false);
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("the upkeep of the slots failed", e);
    }
  }

  /** Waits for work that is being done, so that no image is left half moved, and ends. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the upkeep of the slots goes on after the bundle has stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
