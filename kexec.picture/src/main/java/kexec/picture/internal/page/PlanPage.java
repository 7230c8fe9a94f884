package kexec.picture.internal.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import kexec.api.fault.Finding;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.text.FileName;
import kexec.api.text.Size;
import kexec.picture.internal.draw.Markup;
import kexec.picture.internal.draw.PlanFigure;
import kexec.picture.internal.draw.Sheet;
import kexec.picture.internal.draw.Text;

/** A plan as an HTML document. */
public final class PlanPage {

  private PlanPage() {}

  /**
   * {@return a plan as an HTML document}
   *
   * @param plan the plan
   */
  public static String of(Plan plan) {
    Document page =
        new Document(
            "Plan of " + FileName.of(plan.kernelPath()),
            "Plan for the " + plan.slot().label() + " slot");
    Markup body = page.body();
    body.open("p", "class", "lead");
    body.element("span", FileName.of(plan.kernelPath()), "class", "mono").close("p");
    body.element("p", Sheet.kernel(plan)).element("p", Sheet.machine(plan));
    boolean good = plan.isLoadable();
    body.element(
        "p", good ? "loadable" : "not loadable", "class", "verdict " + (good ? "info" : "error"));
    body.open("figure").raw(PlanFigure.of(plan, "jp-")).close("figure");
    segments(plan, body);
    plan.entry().ifPresent(entry -> entry(entry, body));
    body.element("h2", "Command line");
    body.element("pre", Text.bounded(plan.commandLine()));
    findings(plan.findings(), body);
    return page.toString();
  }

  private static void segments(Plan plan, Markup body) {
    body.element("h2", "Segments");
    body.open("div", "class", "wide").open("table").open("thead").open("tr");
    for (String head : List.of("", "role", "memory", "size", "content", "digest")) {
      body.element("th", head, "scope", "col");
    }
    body.close("tr").close("thead").open("tbody");
    int number = 0;
    for (Segment segment : plan.segments()) {
      number++;
      body.open("tr")
          .open("td", "class", "number")
          .element("b", "" + number, "class", "role " + segment.role().label())
          .close("td");
      body.element("td", segment.role().label());
      body.element("td", segment.memory().toString(), "class", "mono");
      body.element("td", Size.human(segment.memory().size()), "class", "size");
      body.element("td", Size.human(segment.data().size()), "class", "size");
      body.element(
          "td",
          segment.digest().hex().substring(0, 16) + "…",
          "class",
          "mono",
          "title",
          segment.digest().hex());
      body.close("tr");
    }
    body.close("tbody").close("table").close("div");
  }

  private static void entry(EntryState entry, Markup body) {
    body.element("h2", "Entry")
        .open("div", "class", "wide")
        .open("table", "class", "facts")
        .open("tbody");
    fact(body, "jump to", entry.entry().toString());
    fact(body, "kernel entry", entry.kernelEntry().toString());
    String registers =
        entry.registers().entrySet().stream()
            .map(each -> each.getKey() + "=0x" + Long.toHexString(each.getValue()))
            .collect(Collectors.joining("  "));
    fact(body, "registers", registers.isEmpty() ? "none defined" : registers);
    body.close("tbody").close("table").close("div");
  }

  private static void fact(Markup body, String name, String value) {
    body.open("tr")
        .element("th", name, "scope", "row")
        .element("td", value, "class", "mono")
        .close("tr");
  }

  private static void findings(List<Finding> findings, Markup body) {
    if (findings.isEmpty()) {
      return;
    }
    body.element("h2", "Findings").open("ul", "class", "findings");
    for (Finding finding : findings) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      body.open("li").element("b", severity, "class", severity);
      body.text(" " + finding.message() + " ").element("code", finding.code());
      if (!finding.cure().isEmpty()) {
        body.element("p", finding.cure());
      }
      body.close("li");
    }
    body.close("ul");
  }
}
