package kexec.api.progress;

import java.util.function.LongConsumer;

/** Counts the bytes of one step, and reports them at intervals that cost nothing. */
final class ByteCount implements LongConsumer {

  /** A few thousand calls for a large image, each of which waits for a millisecond of work. */
  private static final long INTERVAL = 1 << 20;

  private final ProgressListener listener;
  private final String step;
  private final long total;
  private long done;
  private long reported;

  ByteCount(ProgressListener listener, String step, long total) {
    this.listener = listener;
    this.step = step;
    this.total = total;
    if (total != 0) {
      listener.progressed(step, 0, total);
    }
  }

  @Override
  public void accept(long bytes) {
    long left = total - done;
    done += Long.compareUnsigned(bytes, left) < 0 ? bytes : left;
    boolean due = done == total || Long.compareUnsigned(done - reported, INTERVAL) >= 0;
    if (due && done != reported) {
      reported = done;
      listener.progressed(step, done, total);
    }
  }
}
