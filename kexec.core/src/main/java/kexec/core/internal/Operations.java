package kexec.core.internal;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import kexec.api.Inspection;
import kexec.api.PlanRequest;
import kexec.api.fault.Attempt;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.api.rehearse.Rehearser;
import kexec.api.text.FileName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operations that run, in which machines, boot protocols and listeners are called: those of
 * other bundles. Whoever leaves waits for them, and after {@link #close} none begins. Thread-safe.
 */
final class Operations {

  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

  /** What the service's methods mention before an operation begins. */
  private static final Set<Class<?>> NEEDED_TO_REFUSE =
      Set.of(
          Attempt.class,
          FileName.class,
          Inspection.class,
          MemoryMap.class,
          PlanRequest.class,
          ProgressListener.class,
          Rehearser.class,
          ShutdownMode.class,
          Slot.class);

  private final ReentrantReadWriteLock running = new ReentrantReadWriteLock();
  private volatile boolean closed;

  /**
   * Loads what is needed to refuse an operation: a framework that refreshes the bundle takes its
   * class loader away, and whoever still holds the service must be told so.
   */
  Operations() {
    LOG.trace("{} {}", NEEDED_TO_REFUSE, stopped("starting").fault());
  }

  /**
   * Refuses every operation from now on, and waits for those that run.
   *
   * @param longest how long
   */
  void close(Duration longest) {
    closed = true;
    await(longest);
  }

  /**
   * Waits until nobody calls what has left meanwhile: the code of a bundle must not run any more
   * when the bundle has stopped, since a framework that refreshes it takes its classes away. Does
   * not wait if called from within an operation, for example by a listener.
   *
   * @param longest how long
   */
  void await(Duration longest) {
    if (running.getReadHoldCount() > 0) {
      return;
    }
    try {
      if (running.writeLock().tryLock(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        running.writeLock().unlock();
      } else {
        LOG.warn("an operation goes on with what has stopped meanwhile");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs a user's operation.
   *
   * @param attempted what the user attempted
   * @param operation the operation
   * @return its result
   * @throws KexecException if it fails or is closed. What machines and boot protocols throw while
   *     their bundles are stopped, updated or refreshed is a failure like any other
   */
  <T> T attempt(String attempted, Attempt<T> operation) throws KexecException {
    // First without the lock: a listener must not wait for the one who waits for its operation.
    requireOpen(attempted);
    running.readLock().lock();
    try {
      requireOpen(attempted);
      return operation.run();
    } catch (RuntimeException | LinkageError e) {
      throw new KexecException(
          new Fault(
              "unexpected",
              attempted,
              "a machine, a boot protocol or jkexec itself failed: " + e,
              "Try again: its bundle may have been stopped meanwhile. If it fails again, report it"
                  + " with what the log tells."),
          e);
    } finally {
      running.readLock().unlock();
    }
  }

  /**
   * Interrupts the operation of this thread for something that takes long and calls no machine: who
   * leaves does not wait for it.
   *
   * @param attempted what the user attempted
   * @param work what takes long
   * @return its result
   * @throws KexecException if it fails, or if it is closed when the operation is to go on
   */
  <T> T outside(String attempted, Attempt<T> work) throws KexecException {
    running.readLock().unlock();
    T result;
    try {
      result = work.run();
    } finally {
      running.readLock().lock();
    }
    requireOpen(attempted);
    return result;
  }

  /**
   * Runs an operation that nobody has asked for, and that looks itself whether it may.
   *
   * @param operation the operation
   */
  void run(Runnable operation) {
    running.readLock().lock();
    try {
      operation.run();
    } finally {
      running.readLock().unlock();
    }
  }

  private void requireOpen(String attempted) throws KexecException {
    if (closed) {
      throw stopped(attempted);
    }
  }

  private static KexecException stopped(String attempted) {
    return new KexecException(
        new Fault(
            "service-stopped",
            attempted,
            "the bundle of this Kexec service has stopped, or its configuration has changed",
            "Get the service anew. What is loaded stays loaded."));
  }
}
