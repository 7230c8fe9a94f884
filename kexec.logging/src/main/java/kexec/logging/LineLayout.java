package kexec.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;

/**
 * Writes an event on one line, and one more for each exception that is its cause; and where traces
 * are wanted, one for each call that led to it. What comes from files and arguments may have
 * control characters, which a terminal would obey, and line ends, which would feign further events:
 * they are shown as {@code \x1b}, as everywhere else.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {

  private static final String LINE_END = System.lineSeparator();

  private final boolean traces;

  /**
   * Makes a layout.
   *
   * @param traces whether the whole trace of each exception follows it
   */
  LineLayout(boolean traces) {
    this.traces = traces;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    String logger = event.getLoggerName();
    StringBuilder text = new StringBuilder();
    text.append(event.getLevel()).append(' ');
    text.append(logger.substring(logger.lastIndexOf('.') + 1)).append(": ");
    text.append(printable(event.getFormattedMessage())).append(LINE_END);
    for (IThrowableProxy e = event.getThrowableProxy(); e != null; e = e.getCause()) {
      text.append("  because of ").append(printable(e.getClassName() + ": " + e.getMessage()));
      StackTraceElementProxy[] trace = e.getStackTraceElementProxyArray();
      text.append(trace.length == 0 ? "" : " " + trace[0]).append(LINE_END);
      for (int i = 1; traces && i < trace.length; i++) {
        text.append("    ").append(trace[i]).append(LINE_END);
      }
      if (e.isCyclic()) {
        break;
      }
    }
    return text.toString();
  }

  /** As kexec.api.text.Printable, which is not on the launcher's class path. */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    shown.append("\\x%02x".formatted(c));
                case Character.SURROGATE ->
                    shown.append("\\x%02x".formatted(c >= 0xdc80 && c <= 0xdcff ? c & 0xff : c));
                default -> shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }
}
