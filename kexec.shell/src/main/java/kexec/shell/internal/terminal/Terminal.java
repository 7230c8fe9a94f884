package kexec.shell.internal.terminal;

import java.io.PrintStream;
import java.io.Writer;

/**
 * The destination of a command's output.
 *
 * @param out for the result only; reports failed writes
 * @param err for failures and progress
 * @param colours whether {@code out} is a terminal whose user accepts colours
 * @param progress whether {@code err} is a terminal
 * @param columns how many columns it has; 0 if unknown
 */
public record Terminal(
    Writer out, PrintStream err, boolean colours, boolean progress, int columns) {

  /**
   * {@return a destination that is not a terminal: plain output without progress}
   *
   * @param out for the result
   * @param err for failures
   */
  public static Terminal unwatched(Writer out, PrintStream err) {
    return new Terminal(out, err, false, false, 0);
  }
}
