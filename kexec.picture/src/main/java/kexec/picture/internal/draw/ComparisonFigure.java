package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.INNER;
import static kexec.picture.internal.draw.Canvas.MARGIN;
import static kexec.picture.internal.draw.Canvas.n;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Slot;
import kexec.picture.compare.ComparedPlan;
import kexec.picture.compare.ComparedPlan.ComparedSegment;
import kexec.picture.compare.SegmentPair;
import kexec.picture.internal.draw.Canvas.Anchor;
import kexec.picture.internal.layout.Band;
import kexec.picture.internal.layout.Extent;
import kexec.picture.internal.layout.Face;
import kexec.picture.internal.layout.Mark;
import kexec.picture.internal.layout.Scale;
import kexec.picture.internal.layout.View;
import kexec.picture.internal.layout.Views;

/**
 * Two plans in the same scale, the first above the second, with the way of each segment between
 * them; and below, the same for what is crowded.
 */
public final class ComparisonFigure {

  private static final int MOST = 1024;
  private static final double NAME = 18;
  private static final double RIBBONS = 40;
  private static final double PAIR =
      2 * MarkLabels.HEIGHT + 2 * Strip.HEIGHT + RIBBONS + TickRow.HEIGHT;

  private final Canvas canvas;
  private final List<SegmentPair> pairs;
  private final Side a;
  private final Side b;

  /** All items of both sides, by ascending start, as the views count them. */
  private final List<Item> all;

  /** One of the plans, with what draws it. */
  private record Side(
      String name, List<Item> items, Strip strip, MarkLabels labels, Brackets brackets) {

    static Side of(
        Canvas canvas,
        ComparedPlan plan,
        List<SegmentPair> pairs,
        Function<SegmentPair, Optional<ComparedSegment>> segment) {
      List<Item> items = new ArrayList<>();
      for (SegmentPair pair : pairs) {
        segment
            .apply(pair)
            .ifPresent(
                each ->
                    items.add(new Item(pair.number(), each.role(), each.memory(), each.bytes())));
      }
      items.sort(Comparator.comparing(Item::memory));
      return new Side(
          plan.name(),
          items,
          new Strip(canvas, items, plan.memory()),
          new MarkLabels(canvas, items),
          new Brackets(canvas, plan.memory()));
    }
  }

  private ComparisonFigure(Canvas canvas, ComparedPlan a, ComparedPlan b, List<SegmentPair> pairs) {
    this.canvas = canvas;
    this.pairs = first(pairs);
    this.a = Side.of(canvas, a, this.pairs, SegmentPair::a);
    this.b = Side.of(canvas, b, this.pairs, SegmentPair::b);
    this.all =
        Stream.concat(this.a.items.stream(), this.b.items.stream())
            .sorted(Comparator.comparing(Item::memory))
            .toList();
  }

  /**
   * {@return the figure as an SVG element, for any document}
   *
   * @param a the first plan
   * @param b the second plan
   * @param pairs the segments of both
   * @param prefix begins all identifiers
   */
  public static String of(ComparedPlan a, ComparedPlan b, List<SegmentPair> pairs, String prefix) {
    Markup body = new Markup();
    double height = draw(new Canvas(body, prefix), a, b, pairs, 8) + 8;
    return SvgRoot.around(body, height, prefix, title(a, b), description(pairs));
  }

  /** Only so many can be told apart, and saved plans may have any number. */
  private static List<SegmentPair> first(List<SegmentPair> pairs) {
    return pairs.subList(0, Math.min(MOST, pairs.size()));
  }

  static String title(ComparedPlan a, ComparedPlan b) {
    return "From " + a.name() + " to " + b.name();
  }

  static String description(List<SegmentPair> pairs) {
    StringBuilder words = new StringBuilder("Both plans in the same scale. Segments: ");
    for (SegmentPair pair : first(pairs)) {
      words.append(pair.number()).append(' ').append(pair.role().label()).append(' ');
      words.append(pair.change()).append("; ");
    }
    return words.toString();
  }

  /**
   * Draws the figure into another one.
   *
   * @return where it ends
   */
  static double draw(
      Canvas canvas, ComparedPlan a, ComparedPlan b, List<SegmentPair> pairs, double top) {
    return new ComparisonFigure(canvas, a, b, pairs).draw(a, b, top);
  }

  private double draw(ComparedPlan first, ComparedPlan second, double top) {
    Optional<Range<MachineAddress>> everything =
        Stream.of(extent(first, a), extent(second, b))
            .flatMap(Optional::stream)
            .reduce(Extent::hull);
    double y = top;
    if (everything.isPresent()) {
      List<List<View>> levels =
          Views.of(
              all.stream().map(Item::memory).toList(),
              everything.get(),
              focus(first, second),
              MARGIN,
              INNER);
      y = draw(levels, top) + 12;
    }
    Legend legend = new Legend(canvas, y);
    legend.items(all);
    legend.memory(second.memory());
    if (Stream.of(first, second).map(ComparedPlan::memory).anyMatch(ComparisonFigure::hasCrash)) {
      legend.chip("jp-c", "crash memory");
    }
    return legend.end();
  }

  private static boolean hasCrash(MemoryMap memory) {
    return !memory.crashReserve().isEmpty() || !memory.crashCma().isEmpty();
  }

  private static Optional<Range<MachineAddress>> focus(ComparedPlan a, ComparedPlan b) {
    return Stream.of(a, b)
        .filter(plan -> plan.slot() == Slot.CRASH)
        .map(plan -> plan.memory().crashRegion())
        .flatMap(Optional::stream)
        .reduce(Extent::hull);
  }

  private static Optional<Range<MachineAddress>> extent(ComparedPlan plan, Side side) {
    return Extent.of(plan.memory(), side.items.stream().map(Item::memory).toList());
  }

  private double draw(List<List<View>> levels, double top) {
    double first = top + NAME;
    double step = PAIR + Enlargement.HEIGHT;
    for (int i = 1; i < levels.size(); i++) {
      for (View view : levels.get(i)) {
        double y = first + i * step;
        Enlargement.draw(
            canvas,
            levels.get(i - 1).get(view.parent()).scale(),
            y - step + MarkLabels.HEIGHT + 2 * Strip.HEIGHT + RIBBONS,
            y - Enlargement.HEIGHT,
            view.scale(),
            y,
            y + MarkLabels.HEIGHT);
      }
    }
    canvas.text(
        MARGIN, top + 11, Anchor.START, Face.MONO, "A  " + Text.cut(a.name, Face.MONO, INNER - 40));
    for (int i = 0; i < levels.size(); i++) {
      for (View view : levels.get(i)) {
        draw(view, first + i * step);
      }
    }
    double end = first + levels.size() * step - Enlargement.HEIGHT;
    canvas.text(
        MARGIN, end + 13, Anchor.START, Face.MONO, "B  " + Text.cut(b.name, Face.MONO, INNER - 40));
    return end + NAME;
  }

  private void draw(View view, double top) {
    Scale scale = view.scale();
    double upper = top + MarkLabels.HEIGHT;
    double lower = upper + Strip.HEIGHT + RIBBONS;
    ribbons(scale, upper + Strip.HEIGHT, lower);
    a.labels.draw(marks(view, a), scale, upper, false);
    a.strip.draw(scale, upper);
    a.brackets.draw(scale, upper + Strip.HEIGHT + 1, false);
    b.strip.draw(scale, lower);
    b.brackets.draw(scale, lower - 1, true);
    b.labels.draw(marks(view, b), scale, lower + Strip.HEIGHT, true);
    TickRow.draw(canvas, scale, lower + Strip.HEIGHT + MarkLabels.HEIGHT);
  }

  private void ribbons(Scale scale, double from, double to) {
    for (SegmentPair pair : pairs) {
      if (pair.a().isPresent() && pair.b().isPresent()) {
        Range<MachineAddress> one = pair.a().get().memory();
        Range<MachineAddress> other = pair.b().get().memory();
        if (one.overlaps(scale.window()) || other.overlaps(scale.window())) {
          Band upper = Band.of(one, scale);
          Band lower = Band.of(other, scale);
          canvas.path(
              (pair.stays() ? "jp-n" : Style.of(pair.role())) + " jp-r",
              "M%s %sH%sL%s %sH%sZ"
                  .formatted(
                      n(upper.from()),
                      n(from),
                      n(upper.to()),
                      n(lower.to()),
                      n(to),
                      n(lower.from())));
        }
      }
    }
  }

  /** The marks of a view, as one side counts its items. */
  private List<Mark> marks(View view, Side side) {
    List<Mark> marks = new ArrayList<>();
    Set<Item> own = new HashSet<>(side.items);
    for (Mark mark : view.marks()) {
      List<Integer> indices =
          all.subList(mark.first(), mark.last() + 1).stream()
              .filter(own::contains)
              .map(side.items::indexOf)
              .sorted()
              .distinct()
              .toList();
      if (!indices.isEmpty()) {
        Mark next = new Mark(indices.get(0), indices.get(indices.size() - 1));
        if (marks.isEmpty() || !marks.get(marks.size() - 1).equals(next)) {
          marks.add(next);
        }
      }
    }
    return marks;
  }
}
