package kexec.api.progress;

import java.util.function.LongConsumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Learns how much of a long work on many bytes is done: uncompressing, digesting, copying,
 * comparing. Work that another program does in one call, such as the system call {@code kexec_load}
 * that copies an image into the kernel, is not reported.
 *
 * <p>Called only by the thread that called the operation, and not after the operation has returned.
 * A listener should return quickly and must not throw: an unchecked exception ends the operation
 * like a failure of its own.
 */
@ConsumerType
@FunctionalInterface
public interface ProgressListener {

  /** For those who do not want to know. */
  ProgressListener NONE = (step, done, total) -> {};

  /**
   * Called when a step begins, after each MiB of it or more, and when all of it is done. A step
   * that fails may end before that; whether the operation succeeds is told by itself alone.
   *
   * @param step what is being done, a clause in the gerund without a full stop, such as {@code
   *     digesting the segments}: the same text in all calls for one step. Steps follow one another
   * @param done bytes done, unsigned: 0 in the first call for a step, then more in each call; equal
   *     to {@code total} in one call at most, which is the last one for the step
   * @param total the step's bytes, unsigned, above zero: the same in all calls for one step
   */
  void progressed(String step, long done, long total);

  /**
   * Begins a step, for those who report.
   *
   * @param step what is being done, as in {@link #progressed}
   * @param total the step's bytes, unsigned; of a step of 0 bytes nothing is reported
   * @return adds bytes, not negative, to those that are done, and reports the sum where that is
   *     due. What would exceed the total is not counted. For the thread that called the operation
   */
  default LongConsumer begin(String step, long total) {
    return new ByteCount(this, step, total);
  }
}
