package kexec.shell.internal.terminal;

import java.io.PrintStream;
import java.io.Writer;

/**
 * Where a command's output goes.
 *
 * @param out for the result and nothing else; it tells when the result cannot be written
 * @param err for failures and progress
 * @param colours whether a person is watching {@code out} who wants colours
 * @param progress whether a person is watching {@code err}
 */
public record Terminal(Writer out, PrintStream err, boolean colours, boolean progress) {

  /**
   * Returns a terminal that nobody watches.
   *
   * @param out for the result
   * @param err for failures
   * @return plain output without progress
   */
  public static Terminal unwatched(Writer out, PrintStream err) {
    return new Terminal(out, err, false, false);
  }
}
