package kexec.shell.internal.args;

import java.util.List;
import java.util.Optional;

/**
 * An operation of kexec-tools, where it is an option: {@code -l} is the command {@code load}.
 *
 * @param command the command that does it
 * @param option how it is spelled; the description is the command line of jkexec's own form
 */
public record KexecToolsOperation(String command, Option option) {

  /** All of them. */
  public static final List<KexecToolsOperation> ALL =
      List.of(
          of("load", "load KERNEL", "-l", "--load"),
          of("load", "load --crash KERNEL", "-p", "--load-panic"),
          of("unload", "unload", "-u", "--unload"),
          of("exec", "exec", "-e", "--exec"),
          of("status", "status --exit-loaded --crash", "-S", "--status"),
          of("crashsize", "crashsize", "--print-ckr-size"));

  private static KexecToolsOperation of(String command, String same, String... names) {
    return new KexecToolsOperation(command, Option.flag(same, names));
  }

  /** {@return the command of an operation, if this is its name} */
  static Optional<String> command(String name) {
    for (KexecToolsOperation operation : ALL) {
      if (operation.option.names().contains(name)) {
        return Optional.of(operation.command);
      }
    }
    return Optional.empty();
  }
}
