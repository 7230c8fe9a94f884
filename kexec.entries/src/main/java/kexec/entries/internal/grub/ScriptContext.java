package kexec.entries.internal.grub;

import java.util.ArrayList;
import java.util.List;

/** What a script changes while it is carried out. Not thread-safe. */
final class ScriptContext {

  private final GrubVariables variables;
  private final List<MenuItem> items = new ArrayList<>();
  private BootRecipe recipe = new BootRecipe();
  private List<GrubText> arguments = List.of();

  ScriptContext(GrubVariables variables) {
    this.variables = variables;
  }

  GrubVariables variables() {
    return variables;
  }

  /** {@return the items of the menu so far; the list can be changed} */
  List<MenuItem> items() {
    return items;
  }

  BootRecipe recipe() {
    return recipe;
  }

  /** {@return the arguments of the function or entry that is carried out} */
  List<GrubText> arguments() {
    return arguments;
  }

  void arguments(List<GrubText> value) {
    arguments = value;
  }

  ScriptContext copy() {
    ScriptContext copy = new ScriptContext(variables.copy());
    copy.items.addAll(items);
    copy.recipe = recipe.copy();
    copy.arguments = arguments;
    return copy;
  }

  /**
   * Takes over what happened in another run from the same start.
   *
   * @param other the other run
   * @param before the number of items at the start
   */
  void merge(ScriptContext other, int before) {
    variables.merge(other.variables);
    recipe.merge(other.recipe);
    List<MenuItem> own = items.subList(Math.min(before, items.size()), items.size());
    List<MenuItem> others =
        other.items.subList(Math.min(before, other.items.size()), other.items.size());
    if (!own.equals(others)) {
      own.replaceAll(MenuItem::doubted);
      items.addAll(others.stream().map(MenuItem::doubted).toList());
    }
  }
}
