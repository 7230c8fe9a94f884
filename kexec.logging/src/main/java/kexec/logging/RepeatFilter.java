package kexec.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets a warning or an error pass that says what none of the last minute said. One command looks at
 * the same state many times, and would say the same of it each time. For any number of threads.
 */
final class RepeatFilter extends Filter<ILoggingEvent> {

  private static final long WINDOW_MILLIS = 60_000;
  private static final int MOST = 256;

  /** When an event was last let pass; the oldest first. */
  private final Map<String, Long> passed = new LinkedHashMap<>();

  @Override
  public synchronized FilterReply decide(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
      // What happened twice is told twice.
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
