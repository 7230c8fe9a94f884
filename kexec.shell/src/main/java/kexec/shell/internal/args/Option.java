package kexec.shell.internal.args;

import java.util.List;

/**
 * An option of a command, as it is parsed and as help shows it.
 *
 * @param names its names, each with its dashes; short ones have one letter
 * @param label what its value is called; empty for an option without a value
 * @param description what it is for, one sentence
 * @param repeatable whether it may be given more than once
 * @param group the name of a group of which at most one option may be given; empty for none
 * @param values the values that it may have; empty if any other text may be one
 */
public record Option(
    List<String> names,
    String label,
    String description,
    boolean repeatable,
    String group,
    List<String> values) {

  /**
   * {@return an option without a value}
   *
   * @param description what it is for
   * @param names its names
   */
  public static Option flag(String description, String... names) {
    return new Option(List.of(names), "", description, false, "", List.of());
  }

  /**
   * {@return an option with a value}
   *
   * @param label what the value is called
   * @param description what it is for
   * @param names its names
   */
  public static Option value(String label, String description, String... names) {
    return new Option(List.of(names), label, description, false, "", List.of());
  }

  /** {@return the same option, which may be given more than once} */
  Option repeated() {
    return new Option(names, label, description, true, group, values);
  }

  /**
   * {@return the same option, which excludes the others of a group}
   *
   * @param name the group's name
   */
  Option in(String name) {
    return new Option(names, label, description, repeatable, name, values);
  }

  /**
   * {@return the same option, whose value is one of some}
   *
   * @param known the values, for completion and for suggestions; whoever uses the value decides
   *     whether it is one
   */
  Option among(List<String> known) {
    return new Option(names, label, description, repeatable, group, List.copyOf(known));
  }

  /** {@return whether a value follows it} */
  public boolean takesValue() {
    return !label.isEmpty();
  }

  @Override
  public String toString() {
    return names.get(names.size() - 1);
  }
}
