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
 * Finds out whether this process's streams go to a terminal.
 *
 * <p>{@code System.console()} cannot tell: until Java 21 it is null as soon as one of input and
 * output is redirected, from Java 22 on it never is, and it says nothing of the error stream. Linux
 * tells for each stream by itself where it goes.
 */
public final class SystemTerminal {

  private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/.*|tty.*|console|hvc\\d+)");

  private SystemTerminal() {}

  /**
   * Returns this process's own terminal. It writes to the process's streams themselves: {@code
   * System.out} and {@code System.err} may go nowhere, so that libraries print nothing there.
   *
   * @return its streams; what is written to them is UTF-8 in every locale, as documents have to be
   *     (RFC 8259, section 8.1), and as command lines and names of files mostly are
   */
  public static Terminal open() {
    Path streams = Path.of("/proc/self/fd");
    Map<String, String> environment = System.getenv();
    return new Terminal(
        new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        isTerminal(streams.resolve("1")) && wantsColours(environment),
        isTerminal(streams.resolve("2")) && !isDumb(environment));
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

  private static boolean isDumb(Map<String, String> environment) {
    return environment.getOrDefault("TERM", "dumb").equals("dumb");
  }
}
