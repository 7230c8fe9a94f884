package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.text.Page;

/**
 * A command whose words were parsed into its fields. It is called once.
 *
 * @param <V> what it returns
 */
public interface Command<V> {

  /**
   * Tells whether the user wants a document instead of a text.
   *
   * @return whether {@code --json} was given
   */
  boolean wantsJson();

  /**
   * Does the work.
   *
   * @param bench what it works with
   * @return the result
   * @throws UsageException if the words contradict one another
   * @throws KexecException if it is refused or fails
   */
  V call(CommandContext bench) throws UsageException, KexecException;

  /**
   * Shows the result to people.
   *
   * @param value the result
   * @param page what it is written to
   */
  void show(V value, Page page);

  /**
   * Returns the result as a document.
   *
   * @param value the result
   * @return the document
   */
  JsonElement json(V value);

  /**
   * Returns the kernel file that is being planned, so that a refusal can name it.
   *
   * @return its path, or nothing for a command that plans none
   */
  default Optional<Path> kernel() {
    return Optional.empty();
  }

  /**
   * Tells what a result is to the calling shell.
   *
   * @param value the result
   * @return the exit status
   */
  default int exitStatus(V value) {
    return 0;
  }
}
