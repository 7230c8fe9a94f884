package kexec.rehearse.internal.kernel;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.rehearse.internal.memory.GuestMemory;

/**
 * Records that follow each other in memory.
 *
 * @param format their format
 * @param start the address of the first
 * @param count how many there are; positive
 * @param first the first
 * @param last the last ones, of at most {@link #KEPT}; unmodifiable, not empty
 * @param end the address behind them
 */
record LogChain(
    LogFormat format, long start, int count, LogRecord first, List<LogRecord> last, long end) {

  /** How many records are kept. */
  static final int KEPT = 2000;

  /** The largest log that is read. The kernel's own limit is 2 GiB, its default 128 KiB. */
  private static final long LARGEST = 64L << 20;

  /** Makes the list unmodifiable. */
  LogChain {
    last = List.copyOf(last);
  }

  /**
   * {@return the records from an address on; empty if there is no record}
   *
   * @param memory the guest's RAM
   * @param format their format
   * @param start the address of the first
   */
  static Optional<LogChain> read(GuestMemory memory, LogFormat format, long start) {
    MemoryWindow window = new MemoryWindow(memory);
    Optional<LogRecord> first = record(window, format, start);
    return first.map(record -> read(window, format, start, record));
  }

  private static LogChain read(MemoryWindow window, LogFormat format, long start, LogRecord first) {
    ArrayDeque<LogRecord> last = new ArrayDeque<>();
    int count = 0;
    long at = start;
    Optional<LogRecord> next = Optional.of(first);
    while (next.isPresent() && at - start < LARGEST) {
      LogRecord record = next.get();
      if (last.size() == KEPT) {
        last.removeFirst();
      }
      last.addLast(record);
      count++;
      at += record.size();
      next = record(window, format, at).filter(behind -> format.follows(record, behind));
    }
    return new LogChain(format, start, count, first, List.copyOf(last), at);
  }

  /** {@return the record at an address; empty if there is none} */
  static Optional<LogRecord> record(MemoryWindow window, LogFormat format, long at) {
    return format.record(window.at(at, 2 * LogFormat.LONGEST));
  }

  /** {@return the last record} */
  LogRecord newest() {
    return last.get(last.size() - 1);
  }

  /** {@return the lines of the kept records, the oldest first} */
  Stream<String> lines() {
    return last.stream().flatMap(record -> record.text().lines());
  }
}
