package kexec.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;

/**
 * Sets Logback up in code, because reading an XML file costs a command as much time as all its
 * other logging: warnings and errors go to standard error, which leaves standard output to the
 * result.
 *
 * <p>The system property {@code kexec.log} sets another level. Where {@code
 * logback.configurationFile} names a file, that one is used instead.
 */
public final class StandardErrorConfigurator extends ContextAwareBase implements Configurator {

  /** Made by Logback. */
  public StandardErrorConfigurator() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(System.getProperty("kexec.log"), Level.WARN));
    root.addAppender(standardError(context));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
    LineLayout layout = new LineLayout();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    // As the command line's own output, in every locale.
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.start();
    RepeatFilter repeats = new RepeatFilter();
    repeats.setContext(context);
    repeats.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.addFilter(repeats);
    appender.start();
    return appender;
  }
}
