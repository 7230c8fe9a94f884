package kexec.images.internal.watch;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kexec.api.KexecEvent;
import kexec.api.KexecListener;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.image.ConfiguredImage;
import kexec.images.internal.keep.ImageKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a keeper look when something has changed, and otherwise when it wants to: a load takes long
 * and must block nobody. Thread-safe.
 */
public final class KeepThread implements KexecListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KeepThread.class);
  private static final long PATIENCE_SECONDS = 30;

  /** A file that is written all the time is a reason to look, but not all the time. */
  private static final Duration BREATH = Duration.ofMillis(200);

  private final ImageKeeper keeper;
  private final Consumer<List<ConfiguredImage>> onLook;
  private final Semaphore work = new Semaphore(1);
  private final AtomicBoolean retry = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;
  private volatile @Nullable DirectoryWatch watch;

  /** What was told last; used by the thread of this object only. */
  private Optional<Fault> trouble = Optional.empty();

  /**
   * Creates the thread, which waits to be started. Before that there is nothing to close.
   *
   * @param keeper what looks
   * @param onLook called after each look with the images, by the thread of this object
   */
  public KeepThread(ImageKeeper keeper, Consumer<List<ConfiguredImage>> onLook) {
    this.keeper = keeper;
    this.onLook = onLook;
    thread = new Thread(this::run, "kexec-images");
    thread.setDaemon(true);
  }

  /** Starts looking, and watching files. */
  public void start() {
    watch = openWatch();
    thread.start();
  }

  private @Nullable DirectoryWatch openWatch() {
    try {
      return new DirectoryWatch(this::request);
    } catch (IOException e) {
      LOG.warn("changed files are noticed late: {}", Causes.of(e));
      return null;
    }
  }

  /** Requests a look. Does not block. */
  public void request() {
    work.release();
  }

  /** Requests a look that tries again what was refused. Does not block. */
  public void retry() {
    retry.set(true);
    request();
  }

  /** The thread that tells of an event holds the slot, so that nothing can be done at once. */
  @Override
  public void onEvent(KexecEvent event) {
    if (event instanceof KexecEvent.MachineArrived || event instanceof KexecEvent.MachineLeft) {
      retry();
    } else {
      request();
    }
  }

  private void run() {
    Duration pause = Duration.ZERO;
    while (!closed.get()) {
      try {
        if (work.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          TimeUnit.MILLISECONDS.sleep(BREATH.toMillis());
          work.drainPermits();
        }
        if (!closed.get()) {
          pause = look();
        }
      } catch (InterruptedException e) {
        LOG.debug("a rehearsal was ended");
      } catch (RuntimeException | Error e) {
        // Such as too little memory for a file: without this thread nothing would be kept, untold.
        LOG.error("the configured images could not be looked after", e);
        pause = Duration.ofMinutes(1);
      }
    }
  }

  private Duration look() {
    if (retry.getAndSet(false)) {
      keeper.retry();
    }
    ImageKeeper.Seen seen = keeper.look();
    DirectoryWatch files = watch;
    if (files != null) {
      files.watch(seen.watched(), seen.directories());
    }
    if (!seen.trouble().equals(trouble)) {
      seen.trouble().ifPresent(fault -> LOG.warn("{}", fault));
      trouble = seen.trouble();
    }
    onLook.accept(keeper.list());
    return seen.pause();
  }

  /** Waits for a load that has begun; ends a rehearsal. Loaded images stay loaded. */
  @Override
  public void close() {
    closed.set(true);
    request();
    keeper.stop();
    awaitEnd();
    DirectoryWatch files = watch;
    if (files != null) {
      files.close();
    }
  }

  private void awaitEnd() {
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
