package kexec.entries.internal.grub;

import java.util.ArrayList;
import java.util.List;

/** The commands that load a kernel and what belongs to it. */
final class LoadCommands {

  private LoadCommands() {}

  /** {@return whether the command is one of them; it is carried out then} */
  static boolean run(String name, List<GrubText> arguments, ScriptContext context) {
    List<GrubText> words = new ArrayList<>(arguments);
    // An option of Multiboot's commands is no file.
    while (!words.isEmpty() && words.get(0).text().startsWith("--")) {
      words.remove(0);
    }
    BootRecipe recipe = context.recipe();
    switch (name) {
      case "linux", "linuxefi", "linux16" -> {
        if (!words.isEmpty()) {
          recipe.kernel(loaded(words, context));
        }
      }
      case "initrd", "initrdefi", "initrd16" ->
          recipe.initrds(words.stream().map(word -> loaded(List.of(word), context)).toList());
      case "devicetree" -> {
        if (!words.isEmpty()) {
          recipe.deviceTree(loaded(words, context));
        }
      }
      case "multiboot", "multiboot2", "xen_hypervisor" -> {
        if (!words.isEmpty()) {
          recipe.hypervisor(loaded(words, context));
        }
      }
      case "module", "module2", "xen_module" -> {
        if (!words.isEmpty()) {
          recipe.addModule(loaded(words, context));
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static BootRecipe.Loaded loaded(List<GrubText> words, ScriptContext context) {
    return new BootRecipe.Loaded(
        words.get(0),
        ScriptRunner.joined(words.subList(1, words.size())),
        context.variables().get("root"));
  }
}
