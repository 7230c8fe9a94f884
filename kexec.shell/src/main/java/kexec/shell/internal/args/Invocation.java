package kexec.shell.internal.args;

import java.util.List;

/**
 * A command with its words.
 *
 * @param command the command's name; {@code --help} or {@code --version} for these
 * @param words what follows it
 */
public record Invocation(String command, List<String> words) {

  /** Makes the list unmodifiable. */
  public Invocation {
    words = List.copyOf(words);
  }
}
