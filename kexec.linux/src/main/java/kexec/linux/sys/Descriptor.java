package kexec.linux.sys;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntConsumer;

/**
 * An open file descriptor of this process. Thread-safe. A closed descriptor no longer returns its
 * number, which may by then belong to another file.
 */
public final class Descriptor implements AutoCloseable {

  private final int number;
  private final IntConsumer closer;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * Creates a descriptor.
   *
   * @param number the number from the kernel
   * @param closer closes it; called at most once
   */
  public Descriptor(int number, IntConsumer closer) {
    this.number = number;
    this.closer = closer;
  }

  /**
   * {@return the kernel's number for it, not negative}
   *
   * @throws IllegalStateException if it is closed
   */
  public int number() {
    lock.readLock().lock();
    try {
      requireOpen();
      return number;
    } finally {
      lock.readLock().unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("file descriptor " + number + " was closed");
    }
  }

  /** A call that uses a descriptor's number. */
  @FunctionalInterface
  interface Use {

    /**
     * Makes the call.
     *
     * @param number the descriptor's number
     * @return the result of the call
     * @throws SystemCallException if the kernel refuses
     */
    long with(int number) throws SystemCallException;
  }

  /**
   * Makes a call with the number, and prevents closing during the call.
   *
   * @param call the call
   * @return the result of the call
   * @throws SystemCallException as the call throws it
   * @throws IllegalStateException if it is closed
   */
  long whileOpen(Use call) throws SystemCallException {
    lock.readLock().lock();
    try {
      requireOpen();
      return call.with(number);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * {@return a path below {@code /proc/self} that reopens the same file, even if the file was
   * renamed or deleted}
   *
   * @throws IllegalStateException if it is closed
   */
  public Path path() {
    return Path.of("/proc/self/fd/" + number());
  }

  /** Closes it after calls in progress have ended; a second call does nothing. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        closer.accept(number);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public String toString() {
    return "fd " + number;
  }
}
