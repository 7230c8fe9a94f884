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
 * Runs the upkeep on its own thread: a load takes long and must not block the thread that starts a
 * bundle. Pending requests are merged.
 */
final class UpkeepThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UpkeepThread.class);
  private static final long PATIENCE_SECONDS = 30;
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final Runnable work;
  private final Duration again;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final AtomicReference<@Nullable Thread> worker = new AtomicReference<>();
  private final ScheduledThreadPoolExecutor thread;
  private @Nullable Future<?> later;

  /**
   * Creates the thread.
   *
   * @param work the work for each request
   */
  UpkeepThread(Runnable work) {
    this(work, AGAIN);
  }

  /**
   * Creates the thread.
   *
   * @param work the work for each request
   * @param again how long after a failure it is tried again; not negative
   */
  UpkeepThread(Runnable work, Duration again) {
    this.work = work;
    this.again = again;
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

  /** Requests the work. Does not block. */
  void request() {
    if (waiting.compareAndSet(false, true)) {
      try {
        thread.execute(this::run);
      } catch (RejectedExecutionException e) {
        // The component is deactivated: services are unbound one after another, and no work is
        // left.
        LOG.debug("no upkeep any more");
      }
    }
  }

  /**
   * Requests the work after a delay, replacing an earlier delayed request. Does not block.
   *
   * @param pause the delay; not negative
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
    } catch (RuntimeException | Error e) {
      // Such as a class that a stopped bundle no longer gives: unless it is tried again, what is
      // wanted is kept by nobody.
      LOG.error("the upkeep of the slots failed, and is tried again in {}", again, e);
      requestIn(again);
    }
  }

  /**
   * Waits for running work, so that no move of an image is interrupted, and terminates. Does not
   * wait if called from within the work, for example by a listener.
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
