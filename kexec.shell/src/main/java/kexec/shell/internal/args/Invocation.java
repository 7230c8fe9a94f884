package kexec.shell.internal.args;

import java.util.List;

/**
 * A command with its arguments.
 *
 * @param command the command's name; {@code --help} or {@code --version} for these
 * @param words its arguments
 */
public record Invocation(String command, List<String> words) {

  /** Creates the list unmodifiable. */
  public Invocation {
    words = List.copyOf(words);
  }
}
