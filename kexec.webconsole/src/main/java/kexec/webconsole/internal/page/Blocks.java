package kexec.webconsole.internal.page;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.webconsole.internal.html.Html;

/** What several pages are made of. */
final class Blocks {

  /** The name of the field with a form's ticket. */
  static final String TICKET = "ticket";

  private Blocks() {}

  /** {@return a time to the second; more means nothing to a reader} */
  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Writes a fact as a row of a table with two columns. */
  static void fact(Html html, String name, String value) {
    html.open("tr").element("th", name, "scope", "row").element("td", value).close("tr");
  }

  /** Writes a table's head. */
  static void head(Html html, String... names) {
    html.open("thead").open("tr");
    for (String name : names) {
      html.element("th", name, "scope", "col");
    }
    html.close("tr").close("thead");
  }

  /** Writes a row. */
  static void row(Html html, String... cells) {
    html.open("tr");
    for (String cell : cells) {
      html.element("td", cell);
    }
    html.close("tr");
  }

  /** Writes findings as a list, each with its severity in words. */
  static void findings(Html html, List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    html.open("ul", "class", "findings");
    for (Finding finding : findings) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      html.open("li", "class", severity)
          .element("strong", severity, "class", "badge " + severity)
          .text(" " + finding.message())
          .element("code", finding.code());
      if (!finding.cure().isEmpty()) {
        html.element("div", finding.cure(), "class", "cure");
      }
      html.close("li");
    }
    html.close("ul");
  }

  /** Writes what failed, why, and what to do. */
  static void fault(Html html, Fault fault) {
    html.open("div", "class", "fault", "role", "alert")
        .element("strong", "failed", "class", "badge error")
        .text(" " + fault.attempted() + ": " + fault.cause())
        .element("code", fault.code())
        .element("div", fault.cure(), "class", "cure")
        .close("div");
  }

  /** Starts a form that has something done, with the ticket for it. */
  static void openForm(Html html, String action, String ticket) {
    html.open("form", "method", "post", "action", action, "accept-charset", "utf-8")
        .open("input", "type", "hidden", "name", TICKET, "value", ticket);
  }

  /** Writes a button that sends its form. */
  static void button(Html html, String text, String style) {
    html.element("button", text, "type", "submit", "class", style);
  }

  /** Writes a link that looks like a button. */
  static void link(Html html, String text, String target, String style) {
    html.element("a", text, "href", target, "class", "button " + style);
  }
}
