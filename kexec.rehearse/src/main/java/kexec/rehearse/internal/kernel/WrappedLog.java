package kexec.rehearse.internal.kernel;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.rehearse.internal.memory.GuestMemory;

/**
 * A ring buffer that was written beyond its end: from its start on stand the newest records, behind
 * them what is left of one that was overwritten, then the oldest ones.
 */
final class WrappedLog {

  /** More records than a ring of 64 MiB has. */
  private static final long MOST_RECORDS = 1L << 21;

  private WrappedLog() {}

  /**
   * {@return the lines of the ring, the oldest first}
   *
   * @param memory the guest's RAM
   * @param newest the records from the ring's start on
   */
  static List<String> lines(GuestMemory memory, LogChain newest) {
    Stream<String> oldest =
        newest.format() instanceof CountedBlocks format
            ? oldest(memory, format, newest).stream().flatMap(chain -> lines(chain, newest))
            : Stream.empty();
    return Stream.concat(oldest, newest.lines()).toList();
  }

  private static Optional<LogChain> oldest(
      GuestMemory memory, CountedBlocks format, LogChain newest) {
    MemoryWindow window = new MemoryWindow(memory);
    for (int i = 0; i < 2 * LogFormat.LONGEST; i += format.alignment()) {
      long at = newest.end() + i;
      Optional<LogChain> chain =
          LogChain.record(window, format, at)
              .filter(r -> format.distance(r.id(), newest.first().id()) < MOST_RECORDS)
              .flatMap(r -> LogChain.read(memory, format, at))
              .filter(c -> meets(format, c.newest(), newest.first()));
      if (chain.isPresent()) {
        return chain;
      }
    }
    return Optional.empty();
  }

  /** A record that did not fit behind the others has its identifier there and at the start, too. */
  private static boolean meets(CountedBlocks format, LogRecord last, LogRecord first) {
    return last.id() == first.id() || format.follows(last, first);
  }

  private static Stream<String> lines(LogChain oldest, LogChain newest) {
    return oldest.last().stream()
        .filter(record -> record.id() != newest.first().id())
        .flatMap(record -> record.text().lines());
  }
}
