package kexec.webconsole.internal.page;

import java.util.List;
import kexec.api.KexecEvent;
import kexec.webconsole.internal.html.Html;

/** The latest events. */
final class EventBlock {

  private EventBlock() {}

  static void write(Html html, List<Overview.Seen> events) {
    html.element("h2", "Events", "id", "events");
    if (events.isEmpty()) {
      html.element("p", "Nothing has happened since the console started.", "class", "quiet");
      return;
    }
    html.open("div", "class", "scroll").open("table", "class", "list");
    Blocks.head(html, "when", "machine", "what");
    html.open("tbody");
    for (Overview.Seen seen : events) {
      Blocks.row(html, Blocks.time(seen.at()), seen.event().machine(), text(seen.event()));
    }
    html.close("tbody").close("table").close("div");
  }

  private static String text(KexecEvent event) {
    if (event instanceof KexecEvent.ImageLoaded loaded) {
      return loaded.slot().label() + " image loaded";
    }
    if (event instanceof KexecEvent.ImageUnloaded unloaded) {
      return unloaded.slot().label() + " image unloaded";
    }
    if (event instanceof KexecEvent.ImageAdopted adopted) {
      return adopted.slot().label() + " image found in the receiver";
    }
    if (event instanceof KexecEvent.ImageLost lost) {
      return lost.slot().label() + " image lost: " + lost.reason();
    }
    if (event instanceof KexecEvent.MoveFailed failed) {
      return failed.slot().label() + " image not moved here: " + failed.reason();
    }
    if (event instanceof KexecEvent.ImageRehearsed rehearsed) {
      return "%s image rehearsed: %s, came to %s"
          .formatted(
              rehearsed.slot().label(),
              rehearsed.verdict().succeeded() ? "succeeded" : "failed",
              rehearsed.verdict().rung().label());
    }
    return event instanceof KexecEvent.MachineArrived ? "machine arrived" : "machine left";
  }
}
