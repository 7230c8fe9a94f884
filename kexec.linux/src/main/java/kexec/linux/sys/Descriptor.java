package kexec.linux.sys;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntConsumer;

/**
 * An open file descriptor of this process. Safe for use by several threads: once it is closed its
 * number may be another file's, so it is not told any more.
 */
public final class Descriptor implements AutoCloseable {

  private final int number;
  private final IntConsumer closer;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * Makes a descriptor.
   *
   * @param number as the kernel gave it
   * @param closer closes it; called once at most
   */
  public Descriptor(int number, IntConsumer closer) {
    this.number = number;
    this.closer = closer;
  }

  /**
   * Returns the number by which the kernel knows it.
   *
   * @return not negative
   * @throws IllegalStateException if it was closed
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

  /** A call that is made with a descriptor's number. */
  @FunctionalInterface
  interface Use {

    /**
     * Makes the call.
     *
     * @param number the descriptor's number
     * @return what the call gave
     * @throws SystemCallException if the kernel refuses
     */
    long with(int number) throws SystemCallException;
  }

  /**
   * Makes a call with the number, and lets nobody close it meanwhile.
   *
   * @param call the call
   * @return what the call gave
   * @throws SystemCallException as the call throws it
   * @throws IllegalStateException if it was closed
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
   * Returns a name that opens the same file again, whatever became of the file's own name.
   *
   * @return a path below {@code /proc/self}
   * @throws IllegalStateException if it was closed
   */
  public Path path() {
    return Path.of("/proc/self/fd/" + number());
  }

  /** Closes it, when calls that use it have ended; a second call does nothing. */
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
