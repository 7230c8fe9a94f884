package kexec.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that writes lines. */
final class LineLogger extends LegacyAbstractLogger {

  private static final long serialVersionUID = 1L;

  private final transient Lines lines;

  LineLogger(String name, Lines lines) {
    this.name = name;
    this.lines = lines;
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    lines.write(level, name, MessageFormatter.basicArrayFormat(message, arguments), thrown);
  }

  @Override
  public boolean isTraceEnabled() {
    return lines.has(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return lines.has(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return lines.has(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return lines.has(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return lines.has(Level.ERROR);
  }
}
