package kexec.entries.internal.grub;

import java.util.List;

/** A statement of a script. */
sealed interface Statement {

  /**
   * A command.
   *
   * @param words its name and arguments; at least one
   * @param block the statements between braces behind them, as a {@code menuentry} has them; empty
   *     for none
   */
  record Simple(List<ScriptWord> words, List<Statement> block) implements Statement {}

  /**
   * A choice.
   *
   * @param branches the conditions with what follows from them, in order
   * @param otherwise what is done if none holds
   */
  record If(List<Branch> branches, List<Statement> otherwise) implements Statement {}

  /**
   * A condition.
   *
   * @param condition the commands of which the last one decides
   * @param body what is done if it succeeds
   */
  record Branch(List<Statement> condition, List<Statement> body) {}

  /**
   * A loop over words.
   *
   * @param variable the variable
   * @param words its values
   * @param body what is done for each
   */
  record For(String variable, List<ScriptWord> words, List<Statement> body) implements Statement {}

  /**
   * A loop with a condition.
   *
   * @param condition the condition
   * @param body what is repeated
   */
  record While(List<Statement> condition, List<Statement> body) implements Statement {}

  /**
   * A definition of a function.
   *
   * @param name its name
   * @param body what it does
   */
  record Function(String name, List<Statement> body) implements Statement {}
}
