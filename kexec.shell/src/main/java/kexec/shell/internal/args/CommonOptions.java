package kexec.shell.internal.args;

import picocli.CommandLine.Option;

/** The options of every command. */
public final class CommonOptions {

  @Option(names = "--json", description = "Print a JSON document instead of a text.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  /** {@return whether a document is requested; false for text} */
  public boolean json() {
    return json;
  }

  /** {@return whether only the help is requested} */
  public boolean help() {
    return help;
  }
}
