package kexec.webconsole.internal.page;

import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.text.FileName;
import kexec.api.text.Size;
import kexec.webconsole.internal.html.Html;

/** The page with a plan, and the button that has exactly this request loaded. */
public final class ProposalPage {

  private ProposalPage() {}

  /**
   * {@return the page}
   *
   * @param proposal what it shows
   * @param name the name under which it is kept
   * @param ticket the ticket for loading it; empty if it cannot be loaded
   * @param root the path of the first page
   */
  public static Html of(Proposal proposal, String name, Optional<String> ticket, String root) {
    Html html = new Html();
    html.open("div", "class", "kexec");
    html.element("h2", title(proposal));
    if (proposal.findings().isEmpty()) {
      proposal.fault().ifPresent(fault -> Blocks.fault(html, fault));
    }
    Blocks.findings(html, proposal.findings());
    html.open("div", "class", "actions");
    ticket.ifPresent(
        confirmed -> {
          Blocks.openForm(html, root + "/load", confirmed);
          Blocks.button(html, "Load this image", "primary");
          html.close("form");
        });
    Blocks.link(html, "Change it", root + "?change=" + name + "#load", "secondary");
    Blocks.link(html, "Cancel", root, "secondary");
    html.close("div");
    proposal.plan().ifPresent(plan -> plan(html, plan, root + "/picture/" + name));
    return html.close("div");
  }

  private static String title(Proposal proposal) {
    return proposal.isLoadable() ? "Load this image?" : "This image cannot be loaded";
  }

  private static void plan(Html html, Plan plan, String picture) {
    html.open("table", "class", "facts");
    Blocks.fact(html, "slot", plan.slot().label());
    Blocks.fact(html, "machine", plan.machine().orElse("none named"));
    Blocks.fact(
        html,
        "handed over",
        plan.methods().stream().map(LoadMethod::label).collect(Collectors.joining(", else ")));
    Blocks.fact(html, "kernel", FileName.of(plan.kernelPath()));
    Blocks.fact(html, "size", Size.both(plan.kernelBytes()));
    Blocks.fact(
        html, "format", plan.kernel().format() + ", " + plan.kernel().architecture().label());
    plan.kernel().version().ifPresent(version -> Blocks.fact(html, "version", version));
    if (!plan.kernel().wrappers().isEmpty()) {
      Blocks.fact(html, "taken out of", String.join(", ", plan.kernel().wrappers()));
    }
    Blocks.fact(html, "command line", plan.commandLine());
    Blocks.fact(html, "entry check", plan.entryCheck().label());
    plan.entry()
        .ifPresent(entry -> Blocks.fact(html, "kernel entry", entry.kernelEntry().toString()));
    html.close("table");
    html.element("h3", "Picture");
    // As an image it can run nothing and fetch nothing, whatever is in it.
    html.open("div", "class", "scroll")
        .open("img", "class", "picture", "src", picture, "alt", "The plan's memory, to scale")
        .close("div");
    html.element("h3", "Segments");
    html.open("div", "class", "scroll").open("table", "class", "list");
    Blocks.head(html, "role", "memory", "size", "content", "digest");
    html.open("tbody");
    for (Segment segment : plan.segments()) {
      Blocks.row(
          html,
          segment.role().label(),
          segment.memory().toString(),
          Size.human(segment.memory().size()),
          Size.human(segment.data().size()),
          segment.digest().toString());
    }
    html.close("tbody").close("table").close("div");
  }
}
