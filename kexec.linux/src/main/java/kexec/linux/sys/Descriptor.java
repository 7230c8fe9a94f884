package kexec.linux.sys;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/** An open file descriptor of this process. */
public final class Descriptor implements AutoCloseable {

  private final int number;
  private final IntConsumer closer;
  private final AtomicBoolean closed = new AtomicBoolean();

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
   */
  public int number() {
    return number;
  }

  /**
   * Returns a name that opens the same file again, whatever became of the file's own name.
   *
   * @return a path below {@code /proc/self}
   */
  public Path path() {
    return Path.of("/proc/self/fd/" + number);
  }

  /** Closes it; a second call does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      closer.accept(number);
    }
  }

  @Override
  public String toString() {
    return "fd " + number;
  }
}
