package kexec.launch;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import org.jspecify.annotations.Nullable;

/** Asks for a new password: at the terminal twice, otherwise one line of standard input. */
final class PasswordPrompt {

  static final int MIN_CHARACTERS = 12;

  private static final int MAX_CHARACTERS = 1024;
  private static final String ATTEMPTED = "setting the web console's password";
  private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");

  private PasswordPrompt() {}

  /**
   * {@return the password}
   *
   * @throws KexecException with the code {@code console-password-refused} if none is given, the two
   *     differ, or it is too short or too long
   */
  // JDK 17 has no console without a terminal; on later ones the second condition decides.
  @SuppressWarnings("SystemConsoleNull")
  static String ask() throws KexecException {
    Console terminal = System.console();
    return check(
        terminal != null && isTerminal()
            ? twice(terminal)
            : line(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))));
  }

  /** Since JDK 22 there may be a console without a terminal. */
  private static boolean isTerminal() {
    try {
      return Files.readSymbolicLink(STANDARD_INPUT).startsWith("/dev");
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable String twice(Console terminal) throws KexecException {
    char[] first = terminal.readPassword("new password of the web console: ");
    char[] second = terminal.readPassword("again: ");
    if (!Arrays.equals(first, second)) {
      throw refused("the two passwords differ");
    }
    return first == null ? null : new String(first);
  }

  private static @Nullable String line(BufferedReader in) throws KexecException {
    try {
      char[] read = new char[MAX_CHARACTERS + 2];
      int end = 0;
      for (int c = in.read(); c >= 0 && c != '\n' && end < read.length; c = in.read()) {
        read[end++] = (char) c;
      }
      return new String(read, 0, end);
    } catch (IOException e) {
      throw refused(Causes.of(e));
    }
  }

  static String check(@Nullable String password) throws KexecException {
    if (password == null || password.length() < MIN_CHARACTERS) {
      throw refused("a password has at least %s characters".formatted(MIN_CHARACTERS));
    }
    if (password.length() > MAX_CHARACTERS) {
      throw refused("a password has at most %s characters".formatted(MAX_CHARACTERS));
    }
    if (password.chars().anyMatch(Character::isISOControl)) {
      throw refused("a browser cannot send control characters in a password");
    }
    return password;
  }

  private static KexecException refused(String cause) {
    return new KexecException(
        new Fault(
            "console-password-refused",
            ATTEMPTED,
            cause,
            "Give another one, at the terminal or as one line of standard input."));
  }
}
