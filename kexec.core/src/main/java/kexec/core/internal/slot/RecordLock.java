package kexec.core.internal.slot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.plan.Slot;
import kexec.base.state.StateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Excludes other processes from the records of a slot by a file lock, which ends with the process
 * at the latest. The file names the lock holder.
 */
final class RecordLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RecordLock.class);
  private static final int MOST_BYTES = 1024;
  private static final long PAUSE_MILLIS = 20;

  private final FileChannel file;

  private RecordLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Acquires the lock and waits for its holder.
   *
   * @param directory the directory of the lock file
   * @param slot the slot
   * @param attempted the operation, as a gerund; reported to waiting processes
   * @param patience the maximum time to wait
   * @return the lock; close it to release
   * @throws BusyException if another process, or another part of this one, holds it all that time
   * @throws IOException if the file cannot be opened or locked
   */
  static RecordLock take(StateDirectory directory, Slot slot, String attempted, Duration patience)
      throws IOException, BusyException {
    String name = slot.label() + ".lock";
    FileChannel file = directory.openLock(name);
    boolean locked = false;
    boolean taken = false;
    try {
      long deadline = System.nanoTime() + patience.toNanos();
      while (!StateDirectory.tryLock(file)) {
        if (System.nanoTime() - deadline >= 0) {
          throw busy(slot, attempted, holder(file));
        }
        pause(slot, attempted);
      }
      locked = true;
      write(file, attempted);
      taken = true;
      return new RecordLock(file);
    } finally {
      if (locked && !taken) {
        file.close();
      } else if (!taken) {
        directory.notLocked(name, file);
      }
    }
  }

  private static void pause(Slot slot, String attempted) throws BusyException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy(slot, attempted, "another process, for which this one no longer waits");
    }
  }

  private static void write(FileChannel file, String attempted) throws IOException {
    String text = "process " + ProcessHandle.current().pid() + ", " + attempted;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    file.truncate(0);
    file.write(ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, MOST_BYTES)), 0);
  }

  private static String holder(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
    file.read(bytes, 0);
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    return text.isEmpty() ? "another process" : text;
  }

  private static BusyException busy(Slot slot, String attempted, String holder) {
    return new BusyException(
        new Fault(
            "slot-busy",
            attempted,
            "what is written down of the %s slot is in use by %s".formatted(slot.label(), holder),
            "Wait until it has ended, then try again."));
  }

  /** Releases the lock. */
  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // The descriptor is closed anyway, and the lock is released with it (close(2)).
      LOG.debug("closing a lock", e);
    }
  }
}
