package kexec.logging;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.event.Level;

/**
 * Drops a warning or an error that repeats one of the last minute. One command reads the same state
 * many times, and would log the same message each time. Thread-safe.
 */
final class RepeatFilter {

  private static final long WINDOW_MILLIS = 60_000;
  private static final int MOST = 256;

  /** When an event was last accepted; the oldest first. */
  private final Map<String, Long> passed = new LinkedHashMap<>();

  /**
   * {@return whether an event is not a repetition}
   *
   * @param level its level
   * @param line its text with level and logger
   * @param now the time, in milliseconds; set back, the repetition is accepted
   */
  synchronized boolean passes(Level level, String line, long now) {
    if (level.toInt() < Level.WARN.toInt()) {
      // What happened twice is logged twice.
      return true;
    }
    passed.values().removeIf(then -> now < then || now - then >= WINDOW_MILLIS);
    if (passed.containsKey(line)) {
      return false;
    }
    if (passed.size() == MOST) {
      passed.remove(passed.keySet().iterator().next());
    }
    passed.put(line, now);
    return true;
  }
}
