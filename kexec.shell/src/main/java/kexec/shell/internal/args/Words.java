package kexec.shell.internal.args;

import java.util.List;
import java.util.Set;

/** Finds the command in the arguments of a command line. */
public final class Words {

  private Words() {}

  /**
   * {@return the command with its arguments}
   *
   * @param words all arguments
   * @param commands the names of all commands
   * @throws UsageException if there is none
   */
  public static Invocation invocation(List<String> words, Set<String> commands)
      throws UsageException {
    if (words.isEmpty()) {
      throw new UsageException("there is no command");
    }
    String first = words.get(0);
    if (first.equals("help") && words.size() == 1) {
      return new Invocation("--help", List.of());
    }
    if (commands.contains(first)) {
      return new Invocation(first, words.subList(1, words.size()));
    }
    return KexecToolsWords.rewrite(words, commands);
  }
}
