package kexec.webconsole.internal.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kexec.api.Backend;
import kexec.api.plan.Slot;
import kexec.webconsole.internal.html.Html;

/** The form that describes an image. It has a plan made and shown; nothing is loaded by it. */
final class FormBlock {

  private FormBlock() {}

  static void write(Html html, Overview overview, String root) {
    LoadFields fields = overview.fields();
    html.element("h2", "Load an image", "id", "load");
    html.element(
        "p",
        "The plan is shown first. Nothing is loaded before you have confirmed it.",
        "class",
        "quiet");
    Blocks.openForm(html, root + "/plan", overview.ticket());
    html.open("div", "class", "fields");
    text(html, "kernel", "kernel", fields.kernel(), "/boot/vmlinuz", true);
    area(html, "initrds", "initrds, one a line", fields.initrds());
    text(html, "commandLine", "command line", fields.commandLine(), "root=… ro", false);
    text(html, "deviceTree", "device tree", fields.deviceTree(), "", false);
    choice(
        html,
        "slot",
        "slot",
        Arrays.stream(Slot.values()).map(Slot::label).toList(),
        fields.slot());
    choice(html, "machine", "machine", machines(overview), fields.machine());
    html.close("div");
    Blocks.button(html, "Show the plan", "primary");
    html.close("form");
  }

  private static List<String> machines(Overview overview) {
    List<String> names = new ArrayList<>(List.of(""));
    overview.backends().stream()
        .filter(backend -> backend.kind() == Backend.Kind.MACHINE)
        .map(Backend::name)
        .distinct()
        .forEach(names::add);
    return names;
  }

  private static void text(
      Html html, String name, String label, String value, String hint, boolean required) {
    html.element("label", label, "for", name);
    List<String> attributes =
        new ArrayList<>(
            List.of(
                "type",
                "text",
                "id",
                name,
                "name",
                name,
                "value",
                value,
                "placeholder",
                hint,
                "spellcheck",
                "false",
                "autocomplete",
                "off"));
    if (required) {
      attributes.addAll(List.of("required", "required"));
    }
    html.open("input", attributes.toArray(String[]::new));
  }

  private static void area(Html html, String name, String label, String value) {
    html.element("label", label, "for", name);
    html.open("textarea", "id", name, "name", name, "rows", "2", "spellcheck", "false");
    // A browser takes a line feed right after the tag for layout.
    html.newLine();
    value.lines().forEach(line -> html.text(line).newLine());
    html.close("textarea");
  }

  private static void choice(
      Html html, String name, String label, List<String> values, String chosen) {
    html.element("label", label, "for", name).open("select", "id", name, "name", name);
    for (String value : values) {
      String shown = value.isEmpty() ? "the best one" : value;
      if (value.equals(chosen)) {
        html.element("option", shown, "value", value, "selected", "selected");
      } else {
        html.element("option", shown, "value", value);
      }
    }
    html.close("select");
  }
}
