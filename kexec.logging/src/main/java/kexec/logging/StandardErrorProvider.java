package kexec.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * SLF4J's provider in the executable jars: warnings and errors go to standard error, which leaves
 * standard output to the result. A general logging framework takes a command more time to start
 * than all its other work.
 *
 * <p>The system property {@code kexec.log} sets another level; from {@code debug} on, failures are
 * logged with full stack traces.
 */
public final class StandardErrorProvider implements SLF4JServiceProvider {

  private final ILoggerFactory loggers;
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();

  /** Created by SLF4J. */
  public StandardErrorProvider() {
    // Not System.err, which may be redirected.
    this(System.getProperty("kexec.log", ""), new FileOutputStream(FileDescriptor.err));
  }

  StandardErrorProvider(String level, OutputStream to) {
    Lines lines = new Lines(level(level), to);
    Map<String, Logger> known = new ConcurrentHashMap<>();
    this.loggers = name -> known.computeIfAbsent(name, absent -> new LineLogger(absent, lines));
  }

  private static Level level(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "error" -> Level.ERROR;
      case "info" -> Level.INFO;
      case "debug" -> Level.DEBUG;
      case "trace" -> Level.TRACE;
      default -> Level.WARN;
    };
  }

  @Override
  public void initialize() {
    // Everything is there from the constructor on.
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0";
  }
}
