package kexec.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import kexec.api.text.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Writes each event as one line, plus one line for each cause in the exception's chain, and with
 * traces enabled one for each stack frame. Text from files and arguments may contain control
 * characters, which a terminal would interpret, and line ends, which would forge further events:
 * they are escaped. Thread-safe.
 */
final class Lines {

  private static final String LINE_END = System.lineSeparator();

  private final Level least;
  private final OutputStream to;
  private final RepeatFilter repeats = new RepeatFilter();

  /**
   * Creates a writer.
   *
   * @param least the least severe level that is written; from debug on, with stack traces
   * @param to the destination
   */
  Lines(Level least, OutputStream to) {
    this.least = least;
    this.to = to;
  }

  boolean has(Level level) {
    return level.toInt() >= least.toInt();
  }

  /** Writes an event of an enabled level, unless it is a repetition or cannot be written. */
  void write(Level level, String logger, String message, @Nullable Throwable thrown) {
    String head =
        level
            + " "
            + logger.substring(logger.lastIndexOf('.') + 1)
            + ": "
            + Printable.of(message)
            + LINE_END;
    if (repeats.passes(level, head, System.currentTimeMillis())) {
      StringBuilder text = new StringBuilder(head);
      append(text, thrown);
      try {
        // The same as the command's own output, in every locale; whole, whatever others write.
        to.write(text.toString().getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // There is no other place to report it.
      }
    }
  }

  private void append(StringBuilder text, @Nullable Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable at = thrown; at != null && seen.add(at); at = at.getCause()) {
      text.append("  because of ")
          .append(Printable.of(at.getClass().getName() + ": " + at.getMessage()));
      StackTraceElement[] trace = at.getStackTrace();
      text.append(trace.length == 0 ? "" : " " + trace[0]).append(LINE_END);
      for (int i = 1; has(Level.DEBUG) && i < trace.length; i++) {
        text.append("    ").append(trace[i]).append(LINE_END);
      }
    }
  }
}
