package kexec.shell.internal.cli;

import java.util.List;
import java.util.Optional;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.Invocation;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.args.Words;
import kexec.shell.internal.terminal.Verbosity;

/** How loud a command line wants jkexec to be. */
public final class Volume {

  private Volume() {}

  /**
   * {@return the level of the log that a command line asks for, or empty if it asks for none} The
   * log has its level before anything else runs.
   *
   * @param words the arguments after the program's name
   */
  public static Optional<String> logLevel(List<String> words) {
    if (words.stream().noneMatch(Volume::mayAsk)) {
      return Optional.empty();
    }
    try {
      Invocation invocation = Words.invocation(words, Commands.NAMES);
      if (!Commands.NAMES.contains(invocation.command())) {
        return Optional.empty();
      }
      return level(Arguments.parse(Commands.syntax(invocation.command()), invocation.words()));
    } catch (UsageException e) {
      // Reported when the command is run.
      return Optional.empty();
    }
  }

  /**
   * Short options may be joined. Most command lines have none of these, and are not parsed twice.
   */
  private static boolean mayAsk(String word) {
    if (word.startsWith("--")) {
      return word.equals("--quiet") || word.equals("--verbose") || word.equals("--debug");
    }
    return word.startsWith("-") && (word.indexOf('d') > 0 || word.indexOf('q') > 0);
  }

  private static Optional<String> level(Arguments arguments) {
    if (arguments.has(Syntax.DEBUG)) {
      return Optional.of("debug");
    }
    if (arguments.has(Syntax.VERBOSE)) {
      return Optional.of("info");
    }
    return arguments.has(Syntax.QUIET) ? Optional.of("error") : Optional.empty();
  }

  static Verbosity of(Arguments arguments) {
    if (arguments.has(Syntax.QUIET)) {
      return Verbosity.QUIET;
    }
    return arguments.has(Syntax.VERBOSE) || arguments.has(Syntax.DEBUG)
        ? Verbosity.VERBOSE
        : Verbosity.NORMAL;
  }
}
