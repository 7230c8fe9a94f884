package kexec.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;

/**
 * Formats an event as one line, plus one line for each cause in the exception's chain, and with
 * traces enabled one for each stack frame. Text from files and arguments may contain control
 * characters, which a terminal would interpret, and line ends, which would forge further events:
 * they are escaped as {@code \x1b}, as everywhere else.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {

  private static final String LINE_END = System.lineSeparator();

  private final boolean traces;

  /**
   * Creates a layout.
   *
   * @param traces whether each exception is followed by its whole stack trace
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

  /** The same as kexec.api.text.Printable, which is not on the launcher's class path. */
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
