package kexec.webconsole.internal.page;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kexec.api.Backend;
import kexec.api.SlotStatus;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Finding;
import kexec.api.image.ConfiguredImage;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import kexec.webconsole.internal.html.Html;

/** The first page: what is loaded, what could be, and what has happened. */
public final class OverviewPage {

  private OverviewPage() {}

  /**
   * {@return the page}
   *
   * @param overview what it shows
   * @param root the path of this page
   */
  public static Html of(Overview overview, String root) {
    Html html = new Html();
    html.open("div", "class", "kexec");
    overview.faults().forEach(fault -> Blocks.fault(html, fault));
    slots(html, overview.slots(), root);
    overview.configured().ifPresent(images -> configured(html, images));
    FormBlock.write(html, overview, root);
    overview.entries().ifPresent(listing -> entries(html, listing, root));
    explained(html, overview);
    backends(html, overview.backends());
    EventBlock.write(html, overview.events());
    return html.close("div");
  }

  private static void slots(Html html, List<SlotStatus> slots, String root) {
    html.element("h2", "Slots", "id", "slots");
    if (slots.isEmpty()) {
      html.element("p", "No machine is present. Backends, below, tells why.", "class", "quiet");
    }
    html.open("div", "class", "cards");
    slots.forEach(slot -> SlotBlock.write(html, slot, root));
    html.close("div");
  }

  private static void configured(Html html, List<ConfiguredImage> images) {
    html.element("h2", "Configured images", "id", "configured");
    if (images.isEmpty()) {
      html.element("p", "None is configured.", "class", "quiet");
      return;
    }
    html.open("div", "class", "scroll").open("table", "class", "list");
    Blocks.head(html, "name", "slot", "state", "image", "loaded at", "trouble");
    html.open("tbody");
    for (ConfiguredImage image : images) {
      Blocks.row(
          html,
          image.name(),
          image.slot().label(),
          image.state().name().toLowerCase(Locale.ROOT),
          image.wanted(),
          image.loadedAt().map(Blocks::time).orElse("never"),
          image.trouble().orElse("")
              + image
                  .nextTry()
                  .map(next -> " (tried again at " + Blocks.time(next) + ")")
                  .orElse(""));
    }
    html.close("tbody").close("table").close("div");
  }

  private static void entries(Html html, BootEntries.Listing listing, String root) {
    html.element("h2", "Boot entries", "id", "entries");
    Blocks.findings(html, listing.findings());
    html.open("div", "class", "scroll").open("table", "class", "list entries");
    Blocks.head(html, "title", "version", "kernel", "from", "");
    html.open("tbody");
    for (BootEntry entry : listing.entries()) {
      boolean usual = listing.defaultId().filter(entry.id()::equals).isPresent();
      html.open("tr").open("td").text(entry.title());
      if (usual) {
        html.text(" ").element("span", "default", "class", "badge info", "title", listing.reason());
      }
      Blocks.findings(html, entry.findings());
      html.close("td")
          .element("td", entry.version().orElse(""))
          .element("td", FileName.of(entry.kernel()), "class", "long")
          .element("td", FileName.of(entry.source().file()), "class", "long")
          .open("td");
      if (entry.isLoadable() && LoadFields.holds(entry)) {
        html.open("form", "method", "get", "action", root + "#load")
            .open("input", "type", "hidden", "name", "entry", "value", entry.id());
        Blocks.button(html, "Fill in", "secondary");
        html.element(
            "button",
            "for a crash",
            "type",
            "submit",
            "name",
            "slot",
            "value",
            Slot.CRASH.label(),
            "class",
            "secondary");
        html.close("form");
      }
      html.close("td").close("tr");
    }
    html.close("tbody").close("table").close("div");
  }

  /** What is said of both slots is said once. */
  private static void explained(Html html, Overview overview) {
    html.element("h2", "Would a load work here?", "id", "explain");
    Map<Slot, List<Finding>> sorted = new TreeMap<>(overview.explained());
    Set<Finding> common = new LinkedHashSet<>();
    sorted.values().stream().findFirst().ifPresent(common::addAll);
    sorted.values().forEach(common::retainAll);
    overview.unexplained().forEach(fault -> Blocks.fault(html, fault));
    if (overview.unexplained().isEmpty() && sorted.values().stream().allMatch(List::isEmpty)) {
      html.element("p", "Nothing is known that would prevent it.", "class", "quiet");
    }
    Blocks.findings(html, List.copyOf(common));
    sorted.forEach(
        (slot, findings) -> {
          List<Finding> own =
              findings.stream().filter(finding -> !common.contains(finding)).toList();
          if (!own.isEmpty()) {
            html.element("h3", slot.label() + " slot");
            Blocks.findings(html, own);
          }
        });
  }

  private static void backends(Html html, List<Backend> backends) {
    html.element("h2", "Backends", "id", "backends");
    html.open("div", "class", "scroll").open("table", "class", "list");
    Blocks.head(html, "kind", "name", "arch", "firmware", "ranking", "bundle", "why");
    html.open("tbody");
    for (Backend backend : backends) {
      html.open("tr", "class", backend.chosen() ? "chosen" : "other");
      html.element("td", backend.kind().label())
          .element("td", backend.name())
          .element("td", backend.architecture())
          .element("td", backend.firmware().isEmpty() ? "–" : backend.firmware())
          .element("td", Integer.toString(backend.ranking()))
          .element("td", backend.bundle())
          .element("td", backend.reason())
          .close("tr");
    }
    html.close("tbody").close("table").close("div");
  }
}
