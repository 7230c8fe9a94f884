package kexec.picture.internal.page;

import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.picture.compare.Change;
import kexec.picture.compare.ComparedPlan;
import kexec.picture.compare.ComparedPlan.ComparedSegment;
import kexec.picture.compare.SegmentPair;
import kexec.picture.compare.WordDiff;
import kexec.picture.compare.WordDiff.Word;
import kexec.picture.internal.draw.ComparisonFigure;
import kexec.picture.internal.draw.Markup;
import kexec.picture.internal.draw.Text;

/** A comparison of two plans as an HTML document. */
public final class ComparisonPage {

  private static final int MOST = 1024;

  private ComparisonPage() {}

  /**
   * {@return a comparison as an HTML document}
   *
   * @param a the first plan
   * @param b the second plan
   * @param others the differences apart from segments and the command line
   */
  public static String of(ComparedPlan a, ComparedPlan b, List<Change> others) {
    Document page = new Document(a.name() + " and " + b.name(), "Two plans compared");
    Markup body = page.body();
    List<SegmentPair> pairs = SegmentPair.of(a, b);
    body.open("figure").raw(ComparisonFigure.of(a, b, pairs, "jp-")).close("figure");
    segments(pairs, body);
    body.element("h2", "Command line").open("p", "class", "mono words");
    for (Word word : WordDiff.of(Text.bounded(a.commandLine()), Text.bounded(b.commandLine()))) {
      switch (word.fate()) {
        case KEPT -> body.text(word.text());
        case REMOVED -> body.element("del", word.text());
        case ADDED -> body.element("ins", word.text());
      }
      body.text(" ");
    }
    body.close("p");
    others(others, body);
    return page.toString();
  }

  private static void segments(List<SegmentPair> pairs, Markup body) {
    body.element("h2", "Segments").open("div", "class", "wide").open("table").open("tbody");
    for (SegmentPair pair : pairs.subList(0, Math.min(MOST, pairs.size()))) {
      body.open("tr").open("td", "class", "number");
      body.element("b", "" + pair.number(), "class", "role " + pair.role().label()).close("td");
      body.element("td", pair.role().label()).element("td", pair.change());
      body.element("td", place(pair.a()), "class", "mono");
      body.element("td", place(pair.b()), "class", "mono").close("tr");
    }
    body.close("tbody").close("table").close("div");
    more(pairs.size() - MOST, body);
  }

  private static String place(Optional<ComparedSegment> segment) {
    return segment.map(ComparedSegment::memory).map(Range<MachineAddress>::toString).orElse("");
  }

  private static void others(List<Change> others, Markup body) {
    if (others.isEmpty()) {
      return;
    }
    body.element("h2", "Other differences").open("div", "class", "wide").open("table");
    body.open("tbody");
    for (Change change : others.subList(0, Math.min(MOST, others.size()))) {
      body.open("tr").element("th", Text.bounded(change.subject()), "scope", "row");
      body.open("td", "class", "mono");
      change.a().ifPresent(value -> body.element("del", Text.bounded(value)));
      body.close("td").open("td", "class", "mono");
      change.b().ifPresent(value -> body.element("ins", Text.bounded(value)));
      body.close("td").close("tr");
    }
    body.close("tbody").close("table").close("div");
    more(others.size() - MOST, body);
  }

  private static void more(int count, Markup body) {
    if (count > 0) {
      body.element("p", "and " + count + " more");
    }
  }
}
