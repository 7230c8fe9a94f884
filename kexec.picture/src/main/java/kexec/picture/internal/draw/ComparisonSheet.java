package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.MARGIN;
import static kexec.picture.internal.draw.Canvas.RIGHT;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.api.text.Printable;
import kexec.picture.compare.Change;
import kexec.picture.compare.ComparedPlan;
import kexec.picture.compare.SegmentPair;
import kexec.picture.compare.WordDiff;
import kexec.picture.compare.WordDiff.Fate;
import kexec.picture.compare.WordDiff.Word;
import kexec.picture.internal.draw.Canvas.Anchor;
import kexec.picture.internal.layout.Face;

/** A comparison of two plans as one SVG document. */
public final class ComparisonSheet {

  private static final int MOST_SEGMENTS = 64;
  private static final int MOST_CHANGES = 40;
  private static final double LINE = 17;
  private static final double PART = 20;
  private static final double HALF = 340;

  private final Canvas canvas;
  private double y = 34;

  private ComparisonSheet(Canvas canvas) {
    this.canvas = canvas;
  }

  /**
   * {@return a comparison as an SVG document}
   *
   * @param a the first plan
   * @param b the second plan
   * @param others the differences apart from segments and the command line
   */
  public static String of(ComparedPlan a, ComparedPlan b, List<Change> others) {
    Markup body = new Markup();
    ComparisonSheet sheet = new ComparisonSheet(new Canvas(body, "jp-"));
    List<SegmentPair> pairs = SegmentPair.of(a, b);
    sheet.draw(a, b, pairs, others);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + SvgRoot.around(
            body,
            sheet.y + 8,
            "jp-",
            ComparisonFigure.title(a, b),
            ComparisonFigure.description(pairs));
  }

  private void draw(ComparedPlan a, ComparedPlan b, List<SegmentPair> pairs, List<Change> others) {
    canvas.text(MARGIN, y, Anchor.START, Face.HEADING, "Two plans compared");
    y = ComparisonFigure.draw(canvas, a, b, pairs, y + 14) + 12;
    segments(pairs);
    part("command line");
    words(WordDiff.of(Text.bounded(a.commandLine()), Text.bounded(b.commandLine())));
    others(others);
  }

  private void part(String name) {
    y += PART;
    canvas.path("jp-x", "M%s %sH%s".formatted(Canvas.n(MARGIN), Canvas.n(y - 18), Canvas.n(RIGHT)));
    canvas.text(MARGIN, y, Anchor.START, Face.PART, name);
    y += LINE + 2;
  }

  private void segments(List<SegmentPair> pairs) {
    part("segments");
    for (SegmentPair pair : pairs.subList(0, Math.min(MOST_SEGMENTS, pairs.size()))) {
      canvas.badge(MARGIN, y - 12, 24, pair.number(), pair.role());
      canvas.text(MARGIN + 32, y, Anchor.START, Face.TEXT, pair.role().label());
      canvas.text(MARGIN + 130, y, Anchor.START, Face.TEXT, pair.change());
      canvas.text(RIGHT, y, Anchor.END, Face.TINY, places(pair));
      y += LINE + 2;
    }
    more(pairs.size() - MOST_SEGMENTS, "segments");
  }

  private static String places(SegmentPair pair) {
    return Stream.of(pair.a(), pair.b())
        .flatMap(Optional::stream)
        .map(segment -> segment.memory().toString())
        .distinct()
        .collect(Collectors.joining(" → "));
  }

  private void words(List<Word> words) {
    double x = MARGIN;
    for (Word word : words) {
      String css =
          word.fate() == Fate.KEPT
              ? "jp-m"
              : "jp-m jp-" + word.fate().name().toLowerCase(Locale.ROOT);
      for (String line : Face.MONO.wrap(Printable.of(word.text()), RIGHT - MARGIN)) {
        double width = Face.MONO.width(line);
        if (x + width > RIGHT) {
          x = MARGIN;
          y += LINE;
        }
        canvas.text(x, y, Anchor.START, css, line);
        x += width + Face.MONO.width(" ");
      }
    }
    if (words.isEmpty()) {
      canvas.text(MARGIN, y, Anchor.START, "jp-s jp-q", "empty in both");
    }
    y += LINE;
  }

  private void others(List<Change> others) {
    if (others.isEmpty()) {
      return;
    }
    part("other differences");
    for (Change change : others.subList(0, Math.min(MOST_CHANGES, others.size()))) {
      String subject = Text.cut(change.subject(), Face.TEXT, HALF - 10);
      canvas.text(MARGIN, y, Anchor.START, Face.TEXT, subject);
      change.a().ifPresent(value -> value(value, Fate.REMOVED));
      change.b().ifPresent(value -> value(value, Fate.ADDED));
      y += 4;
    }
    more(others.size() - MOST_CHANGES, "differences");
  }

  private void value(String value, Fate fate) {
    String css = "jp-m jp-" + fate.name().toLowerCase(Locale.ROOT);
    for (String line : Text.lines(value, Face.MONO, RIGHT - MARGIN - HALF)) {
      canvas.text(MARGIN + HALF, y, Anchor.START, css, line);
      y += LINE;
    }
  }

  private void more(int count, String what) {
    if (count > 0) {
      canvas.text(MARGIN, y, Anchor.START, "jp-s jp-q", "and %s more %s".formatted(count, what));
      y += LINE;
    }
  }
}
