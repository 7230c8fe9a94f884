package kexec.core.internal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the upkeep on a thread of its own, because a load takes long and whoever starts a bundle
 * must not wait for it. Requests that come while one waits are one.
 */
final class UpkeepThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UpkeepThread.class);
  private static final long PATIENCE_SECONDS = 30;

  private final Runnable work;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final AtomicReference<@Nullable Thread> worker = new AtomicReference<>();
  private final ScheduledThreadPoolExecutor thread;
  private @Nullable Future<?> later;

  /**
   * Makes the thread.
   *
   * @param work what to do at every request
   */
  UpkeepThread(Runnable work) {
    this.work = work;
    this.thread = new ScheduledThreadPoolExecutor(1, this::newThread);
    this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.thread.setRemoveOnCancelPolicy(true);
  }

  private Thread newThread(Runnable run) {
    Thread fresh = new Thread(run, "kexec-upkeep");
    fresh.setDaemon(true);
    worker.set(fresh);
    return fresh;
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

  /**
   * Asks for the work to be done later, in place of an earlier such request. Returns at once.
   *
   * @param pause how much later; not negative
   */
  synchronized void requestIn(Duration pause) {
    if (later != null) {
      later.cancel(false);
    }
    try {
      later = thread.schedule(this::request, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("no upkeep any more");
    }
  }

  private void run() {
    waiting.set(false);
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("the upkeep of the slots failed", e);
    }
  }

  /**
   * Waits for work that is being done, so that no image is left half moved, and ends. A listener
   * that the work itself calls cannot wait for it, and does not.
   */
  @Override
  public void close() {
    thread.shutdown();
    if (Thread.currentThread() == worker.get()) {
      return;
    }
    try {
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the upkeep of the slots goes on after the bundle has stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
