package kexec.rehearse.internal.kernel;

import java.util.List;
import java.util.Optional;
import kexec.api.text.Printable;
import kexec.rehearse.internal.memory.GuestMemory;

/**
 * A Linux kernel's log as it stands in a guest's memory, which has it also without a console. No
 * symbols are needed.
 *
 * <p>A log that has wrapped around before it was found for the first time is not found, because its
 * record with the version, by which it is found, is overwritten. Thread-safe.
 */
public final class KernelLog {

  /** The most lines that are returned. */
  public static final int MOST_LINES = LogChain.KEPT;

  private final GuestMemory memory;
  private Optional<LogChain> known = Optional.empty();

  /**
   * Creates a reader that has not looked yet.
   *
   * @param memory the guest's RAM
   */
  public KernelLog(GuestMemory memory) {
    this.memory = memory;
  }

  /**
   * Reads the log. The first time all used RAM is searched, and again when the log has not changed,
   * because the kernel may have moved it; otherwise only the log itself is read.
   *
   * @return the last lines that are there now, without times, the newest last, at most {@link
   *     #MOST_LINES}, made {@linkplain Printable printable}, tabs as blanks; unmodifiable, empty if
   *     there is no log
   */
  public synchronized List<String> lines() {
    known =
        known
            .flatMap(this::changed)
            .or(() -> LogSearch.longest(memory))
            .or(() -> known.flatMap(this::again));
    return known.map(this::lines).orElse(List.of());
  }

  private Optional<LogChain> changed(LogChain before) {
    return again(before).filter(now -> now.newest().id() != before.newest().id());
  }

  private Optional<LogChain> again(LogChain before) {
    return LogChain.read(memory, before.format(), before.start());
  }

  private List<String> lines(LogChain chain) {
    List<String> lines = WrappedLog.lines(memory, chain);
    return lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()).stream()
        .map(line -> Printable.of(line.replace('\t', ' ')))
        .toList();
  }
}
