package kexec.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Drops a warning or an error that repeats one of the last minute. One command reads the same state
 * many times, and would log the same message each time. Thread-safe.
 */
final class RepeatFilter extends Filter<ILoggingEvent> {

  private static final long WINDOW_MILLIS = 60_000;
  private static final int MOST = 256;

  /** When an event was last accepted; the oldest first. */
  private final Map<String, Long> passed = new LinkedHashMap<>();

  @Override
  public synchronized FilterReply decide(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
      // What happened twice is logged twice.
      return FilterReply.NEUTRAL;
    }
    long now = event.getTimeStamp();
    passed.values().removeIf(then -> now - then >= WINDOW_MILLIS);
    String said =
        event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage();
    if (passed.containsKey(said)) {
      return FilterReply.DENY;
    }
    if (passed.size() == MOST) {
      passed.remove(passed.keySet().iterator().next());
    }
    passed.put(said, now);
    return FilterReply.NEUTRAL;
  }
}
