package kexec.webconsole.internal.page;

import java.util.List;
import kexec.api.SlotStatus;
import kexec.api.plan.Slot;
import kexec.webconsole.internal.html.Html;

/** The page that asks whether an image is to be unloaded. */
public final class UnloadPage {

  private UnloadPage() {}

  /**
   * {@return the page}
   *
   * @param slots the slot, as it is now; empty if it is not known
   * @param slot the slot that is to be emptied
   * @param machine the machine's name
   * @param ticket the ticket for unloading it
   * @param root the path of the first page
   */
  public static Html of(
      List<SlotStatus> slots, Slot slot, String machine, String ticket, String root) {
    Html html = new Html();
    html.open("div", "class", "kexec");
    html.element("h2", "Unload the %s slot on %s?".formatted(slot.label(), machine));
    html.element(
        "p",
        slot == Slot.CRASH
            ? "A crash of this system will not be recorded until an image is loaded again."
            : "The image has to be loaded again before it can be started.");
    html.open("div", "class", "actions");
    Blocks.openForm(html, root + "/unload", ticket);
    Blocks.button(html, "Unload it", "danger");
    html.close("form");
    Blocks.link(html, "Cancel", root, "secondary");
    html.close("div");
    html.open("div", "class", "cards");
    slots.forEach(status -> SlotBlock.facts(html, status));
    html.close("div");
    return html.close("div");
  }
}
