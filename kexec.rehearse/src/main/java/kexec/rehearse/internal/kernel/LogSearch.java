package kexec.rehearse.internal.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.rehearse.internal.memory.GuestMemory;

/**
 * Searches a guest's RAM for the kernel's log: for the record with the kernel's version. It is only
 * believed together with other records, because the same text stands in the kernel's image, too.
 */
final class LogSearch {

  private static final long LINUX_VE = 0x65762078756e694cL;
  private static final int LINU = 0x756e694c;
  private static final String BANNER = "Linux version ";
  private static final int FEWEST_RECORDS = 3;

  /** The version stands in the log's first record or soon behind it: ARM names its processor. */
  private static final int MOST_BEFORE = 16;

  private final GuestMemory memory;
  private final List<LogChain> found = new ArrayList<>();

  private LogSearch(GuestMemory memory) {
    this.memory = memory;
  }

  /**
   * {@return the longest log: a kernel may have moved its log, and left the old one behind}
   *
   * @param memory the guest's RAM
   */
  static Optional<LogChain> longest(GuestMemory memory) {
    LogSearch search = new LogSearch(memory);
    WordScan.search(
        memory,
        word -> word == LINUX_VE || (int) (word >>> Integer.SIZE) == LINU,
        search::considerBoth);
    return search.found.stream().reduce((a, b) -> b.count() > a.count() ? b : a);
  }

  /** The text starts with the word that was found, or with its second half. */
  private boolean considerBoth(MachineAddress word) {
    for (LogFormat format : LogFormat.ALL) {
      consider(format, word.value());
      if (format.alignment() < Long.BYTES) {
        consider(format, word.value() + Integer.BYTES);
      }
    }
    return true;
  }

  private void consider(LogFormat format, long text) {
    MemoryWindow window = new MemoryWindow(memory);
    long at = text - format.headerBytes();
    Optional<LogRecord> banner =
        LogChain.record(window, format, at).filter(r -> r.text().startsWith(BANNER));
    if (banner.isPresent()) {
      LogChain.read(memory, format, first(format, at, banner.get()))
          .filter(chain -> chain.count() >= FEWEST_RECORDS)
          .ifPresent(found::add);
    }
  }

  private long first(LogFormat format, long banner, LogRecord record) {
    long first = banner;
    Optional<Place> before = before(format, new Place(banner, record));
    for (int i = 0; i < MOST_BEFORE && before.isPresent(); i++) {
      first = before.get().at;
      before = before(format, before.get());
    }
    return first;
  }

  private Optional<Place> before(LogFormat format, Place next) {
    MemoryWindow window = new MemoryWindow(memory);
    for (int back = format.alignment(); back <= LogFormat.LONGEST; back += format.alignment()) {
      int size = back;
      Optional<LogRecord> record =
          LogChain.record(window, format, next.at - back)
              .filter(r -> r.size() == size && format.follows(r, next.record));
      if (record.isPresent()) {
        return Optional.of(new Place(next.at - back, record.get()));
      }
    }
    return Optional.empty();
  }

  private record Place(long at, LogRecord record) {}
}
