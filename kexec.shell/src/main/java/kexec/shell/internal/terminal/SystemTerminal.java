package kexec.shell.internal.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Detects whether this process's streams are terminals.
 *
 * <p>{@code System.console()} does not suffice: before Java 22 it is null if input or output is
 * redirected, from Java 22 on it never is, and it does not cover the error stream. Linux reports
 * each stream separately.
 */
public final class SystemTerminal {

  private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/.*|tty.*|console|hvc\\d+)");

  private SystemTerminal() {}

  /**
   * {@return the terminal of this process; its output is UTF-8 in every locale, as documents
   * require (RFC 8259, section 8.1) and as command lines and file names mostly are} It writes to
   * the process's streams directly: {@code System.out} and {@code System.err} may be discarded, so
   * that libraries print nothing there.
   */
  public static Terminal open() {
    Path streams = Path.of("/proc/self/fd");
    Map<String, String> environment = System.getenv();
    return new Terminal(
        new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        isTerminal(streams.resolve("1")) && wantsColours(environment),
        isTerminal(streams.resolve("2")) && !isDumb(environment),
        columns(environment));
  }

  static boolean isTerminal(Path stream) {
    try {
      return TERMINAL.matcher(Files.readSymbolicLink(stream).toString()).matches();
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  static boolean wantsColours(Map<String, String> environment) {
    // https://no-color.org: any value but the empty one
    return !isDumb(environment) && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /**
   * A shell exports it if it is told to: to find it out otherwise takes a program or a native call.
   */
  static int columns(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : 0;
  }

  private static boolean isDumb(Map<String, String> environment) {
    return environment.getOrDefault("TERM", "dumb").equals("dumb");
  }
}
