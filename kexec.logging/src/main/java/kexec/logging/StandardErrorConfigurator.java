package kexec.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Configures Logback in code, because reading an XML file takes a command as much time as all its
 * other logging: warnings and errors go to standard error, which leaves standard output to the
 * result.
 *
 * <p>The system property {@code kexec.log} sets another level; from {@code debug} on, failures are
 * logged with full stack traces. If {@code logback.configurationFile} names a file, that file is
 * used instead.
 */
public final class StandardErrorConfigurator extends ContextAwareBase implements Configurator {

  /** Created by Logback. */
  public StandardErrorConfigurator() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    // Not System.err, which may be redirected to nowhere to silence libraries.
    return configure(context, new FileOutputStream(FileDescriptor.err));
  }

  ExecutionStatus configure(LoggerContext context, OutputStream to) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = Level.toLevel(System.getProperty("kexec.log"), Level.WARN);
    root.setLevel(level);
    root.addAppender(appender(context, to, Level.DEBUG.isGreaterOrEqual(level)));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static OutputStreamAppender<ILoggingEvent> appender(
      LoggerContext context, OutputStream to, boolean traces) {
    LineLayout layout = new LineLayout(traces);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    // The same as the command line's own output, in every locale.
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.start();
    RepeatFilter repeats = new RepeatFilter();
    repeats.setContext(context);
    repeats.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.addFilter(repeats);
    appender.setOutputStream(to);
    appender.start();
    return appender;
  }
}
