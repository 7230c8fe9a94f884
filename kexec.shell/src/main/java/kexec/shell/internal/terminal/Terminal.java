package kexec.shell.internal.terminal;

import java.io.PrintStream;

/**
 * Where a command's output goes.
 *
 * @param out for the result and nothing else
 * @param err for failures and progress
 * @param colours whether a person is watching {@code out} who wants colours
 * @param progress whether a person is watching {@code err}
 */
public record Terminal(PrintStream out, PrintStream err, boolean colours, boolean progress) {

  /**
   * Returns a terminal that nobody watches.
   *
   * @param out for the result
   * @param err for failures
   * @return plain output without progress
   */
  public static Terminal unwatched(PrintStream out, PrintStream err) {
    return new Terminal(out, err, false, false);
  }
}
