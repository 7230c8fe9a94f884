package kexec.shell.internal.args;

import picocli.CommandLine.Option;

/** What every command understands. */
public final class CommonOptions {

  @Option(names = "--json", description = "Print a JSON document instead of a text.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  /**
   * Tells whether a document is wanted.
   *
   * @return false for a text
   */
  public boolean json() {
    return json;
  }

  /**
   * Tells whether only the help is wanted.
   *
   * @return whether it is
   */
  public boolean help() {
    return help;
  }
}
