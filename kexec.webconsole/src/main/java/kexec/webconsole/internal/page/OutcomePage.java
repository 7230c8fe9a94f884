package kexec.webconsole.internal.page;

import kexec.webconsole.internal.html.Html;

/** The page that tells what became of a request. */
public final class OutcomePage {

  private OutcomePage() {}

  /**
   * {@return the page}
   *
   * @param outcome what became of it
   * @param root the path of the first page
   */
  public static Html of(Outcome outcome, String root) {
    Html html = new Html();
    html.open("div", "class", "kexec");
    html.element("h2", outcome.title());
    outcome.fault().ifPresent(fault -> Blocks.fault(html, fault));
    Blocks.findings(html, outcome.findings());
    html.open("div", "class", "actions");
    Blocks.link(html, "Back to the slots", root, "primary");
    html.close("div");
    return html.close("div");
  }
}
