package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.shell.internal.text.Page;

/**
 * A command whose arguments were parsed into its fields. It is called once.
 *
 * @param <V> the type of its result
 */
public interface Command<V> {

  /**
   * Executes the command.
   *
   * @param bench its services
   * @return the result
   * @throws KexecException if the operation is refused or fails
   */
  V call(CommandContext bench) throws KexecException;

  /**
   * Formats the result as text.
   *
   * @param value the result
   * @param page the destination
   */
  void show(V value, Page page);

  /**
   * {@return the result as a document}
   *
   * @param value the result
   */
  JsonElement json(V value);

  /**
   * {@return the path of the kernel that is being planned, for refusals; empty for a command that
   * plans none}
   */
  default Optional<Path> kernel() {
    return Optional.empty();
  }

  /**
   * {@return what was loaded, for {@code --debug}; empty for a command that loads nothing}
   *
   * @param value the result
   */
  default Optional<Plan> loaded(V value) {
    return Optional.empty();
  }

  /**
   * {@return whether it lasts until the process is ended, so that images are moved, reloaded and
   * renewed meanwhile; a command that ends soon does what it is asked and nothing else}
   */
  default boolean lasts() {
    return false;
  }

  /**
   * {@return the exit status for a result}
   *
   * @param value the result
   */
  default int exitStatus(V value) {
    return 0;
  }
}
