package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.INNER;
import static kexec.picture.internal.draw.Canvas.MARGIN;
import static kexec.picture.internal.draw.Canvas.n;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.text.Size;
import kexec.picture.internal.draw.Canvas.Anchor;
import kexec.picture.internal.draw.Canvas.Face;
import kexec.picture.internal.layout.Band;
import kexec.picture.internal.layout.Mark;
import kexec.picture.internal.layout.RoundAddresses;
import kexec.picture.internal.layout.Scale;
import kexec.picture.internal.layout.Spread;
import kexec.picture.internal.layout.View;
import kexec.picture.internal.layout.Views;

/** Memory to scale: all of it as one strip, and below it strips that enlarge what is crowded. */
final class MemoryFigure {

  private static final double LABELS = 18;
  private static final double LEADERS = 14;
  private static final double STRIP = 36;
  private static final double BRACKETS = 20;
  private static final double TICKS = 18;
  private static final double BETWEEN = 30;
  private static final double LABEL_GAP = 6;
  private static final int MOST_TICKS = 6;

  private final Canvas canvas;
  private final List<Item> items;
  private final MemoryMap memory;
  private final List<List<View>> levels;
  private final List<Bracket> brackets;

  /** Memory that has a name of its own, drawn below a strip. */
  private record Bracket(String name, Range<MachineAddress> range) {

    private String words() {
      return name + ", " + Size.human(range.size());
    }
  }

  /** How much a label tells. */
  private enum Detail {
    SIZE,
    NAME,
    NUMBER
  }

  /** A label at its place. */
  private record Placed(Mark mark, double middle, Detail detail) {}

  MemoryFigure(
      Canvas canvas,
      List<Item> items,
      MemoryMap memory,
      Range<MachineAddress> everything,
      Optional<Range<MachineAddress>> focus) {
    this.canvas = canvas;
    this.items = items;
    this.memory = memory;
    this.levels =
        Views.of(items.stream().map(Item::memory).toList(), everything, focus, MARGIN, INNER);
    this.brackets = brackets(memory);
  }

  private static List<Bracket> brackets(MemoryMap memory) {
    List<Bracket> all = new ArrayList<>();
    memory.crashLow().ifPresent(low -> all.add(new Bracket("low crash memory", low)));
    memory.crashRegion().ifPresent(region -> all.add(new Bracket("crash region", region)));
    memory.crashCma().ranges().forEach(cma -> all.add(new Bracket("crash CMA", cma)));
    return all;
  }

  /**
   * Draws the figure.
   *
   * @param top where it starts
   * @param arrows the length of an arrow from above to each label of the first strip; 0 for none
   * @return where it ends
   */
  double draw(double top, double arrows) {
    List<Double> strips = strips(top + arrows);
    for (int i = 1; i < levels.size(); i++) {
      for (View view : levels.get(i)) {
        Scale parent = levels.get(i - 1).get(view.parent()).scale();
        connect(parent, strips.get(i - 1) + STRIP, view.scale(), strips.get(i));
      }
    }
    for (int i = 0; i < levels.size(); i++) {
      for (View view : levels.get(i)) {
        List<Placed> placed = place(view);
        if (i == 0 && arrows > 0) {
          placed.forEach(label -> canvas.arrow(label.middle, top, label.middle, top + arrows - 1));
        }
        for (Placed label : placed) {
          label(label, view.scale(), strips.get(i));
        }
        strip(view.scale(), strips.get(i));
      }
    }
    return strips.get(levels.size() - 1) + foot(levels.get(levels.size() - 1));
  }

  /** {@return the top of each level's strips} */
  private List<Double> strips(double top) {
    List<Double> strips = new ArrayList<>();
    double y = top;
    for (List<View> level : levels) {
      strips.add(y + LABELS + LEADERS);
      y += LABELS + LEADERS + foot(level) + BETWEEN;
    }
    return strips;
  }

  /** {@return the height of a level's strips and of what is below them} */
  private double foot(List<View> level) {
    boolean bracketed =
        level.stream().anyMatch(view -> brackets.stream().anyMatch(one -> isIn(view.scale(), one)));
    return STRIP + (bracketed ? BRACKETS : 0) + TICKS;
  }

  private static boolean isIn(Scale scale, Bracket bracket) {
    return bracket.range.overlaps(scale.window());
  }

  private void connect(Scale parent, double bottom, Scale child, double strip) {
    double from = parent.at(child.window().start());
    double to = Math.max(from + 1, parent.at(child.window().end()));
    double top = strip - LEADERS - LABELS - 4;
    double knee = Math.min(bottom + 8, top);
    String left =
        "%s %sV%sL%s %sV%s"
            .formatted(n(from), n(bottom), n(knee), n(child.left()), n(top), n(strip));
    String right =
        "%s %sV%sL%s %sV%s"
            .formatted(
                n(child.left() + child.width()), n(strip), n(top), n(to), n(knee), n(bottom));
    canvas.path("jp-z", "M" + left + "L" + right + "Z");
    canvas.path("jp-g", "M" + left + "M" + right);
  }

  /** Places the labels: as detailed as there is room, and if there is too little, fewer. */
  private List<Placed> place(View view) {
    for (Detail detail : Detail.values()) {
      Optional<List<Placed>> placed = place(view, view.marks(), detail);
      if (placed.isPresent()) {
        return placed.get();
      }
    }
    List<Mark> fewer = view.marks();
    Optional<List<Placed>> placed = Optional.empty();
    while (placed.isEmpty()) {
      List<Mark> pairs = new ArrayList<>();
      for (int i = 0; i < fewer.size(); i += 2) {
        Mark last = fewer.get(Math.min(i + 1, fewer.size() - 1));
        pairs.add(new Mark(fewer.get(i).first(), last.last()));
      }
      fewer = pairs;
      placed = place(view, fewer, Detail.NUMBER);
    }
    return placed.get();
  }

  private Optional<List<Placed>> place(View view, List<Mark> marks, Detail detail) {
    List<Spread.Label> labels =
        marks.stream()
            .map(mark -> new Spread.Label(anchor(mark, view.scale()), width(mark, detail)))
            .toList();
    double right = view.scale().left() + view.scale().width();
    return Spread.of(labels, view.scale().left(), right, LABEL_GAP)
        .map(
            middles -> {
              List<Placed> placed = new ArrayList<>();
              for (int i = 0; i < marks.size(); i++) {
                placed.add(new Placed(marks.get(i), middles.get(i), detail));
              }
              return placed;
            });
  }

  private double anchor(Mark mark, Scale scale) {
    double from = scale.at(items.get(mark.first()).memory().start());
    double to = scale.at(items.get(mark.last()).memory().end());
    return (from + to) / 2;
  }

  private double width(Mark mark, Detail detail) {
    String words = words(mark, detail);
    return badge(mark) + (words.isEmpty() ? 0 : 5 + Face.SMALL.width(words));
  }

  private String words(Mark mark, Detail detail) {
    if (!mark.isSingle() || detail == Detail.NUMBER) {
      return "";
    }
    Item item = items.get(mark.first());
    String name = item.role().label();
    return detail == Detail.NAME ? name : name + ", " + Size.human(item.memory().size());
  }

  private double badge(Mark mark) {
    return Math.max(17, 8 + 6.8 * number(mark).length());
  }

  private String number(Mark mark) {
    int first = items.get(mark.first()).number();
    return mark.isSingle() ? "" + first : first + "–" + items.get(mark.last()).number();
  }

  private void label(Placed label, Scale scale, double strip) {
    Mark mark = label.mark;
    double top = strip - LEADERS - LABELS;
    double left = label.middle - width(mark, label.detail) / 2;
    double badge = badge(mark);
    double anchor = anchor(mark, scale);
    double foot = strip - LEADERS;
    double middle = left + badge / 2;
    canvas.path(
        "jp-e",
        "M%s %sV%sL%s %sV%s"
            .formatted(n(middle), n(foot - 1), n(foot + 3), n(anchor), n(strip - 4), n(strip)));
    String digit = "jp-b jp-nt";
    if (mark.isSingle()) {
      Item item = items.get(mark.first());
      canvas.rounded(left, top, badge, 17, 4, Style.of(item.role()));
      digit = "jp-b " + Style.digitOf(item.role());
    } else {
      canvas.rounded(left, top, badge, 17, 4, "jp-n");
    }
    canvas.text(middle, top + 12.5, Anchor.MIDDLE, digit, number(mark));
    String words = words(mark, label.detail);
    if (!words.isEmpty()) {
      canvas.text(left + badge + 5, top + 12.5, Anchor.START, Face.SMALL, words);
    }
  }

  private void strip(Scale scale, double y) {
    double left = scale.left();
    RangeSet<MachineAddress> mapped =
        RangeSet.of(memory.regions().stream().map(region -> region.range()).toList());
    for (Band band : Band.of(mapped.subtract(memory.ram()), scale)) {
      band(band, y, "jp-other");
      canvas.markup().leaf("rect", pattern(band, y, "hatch"));
    }
    Band.of(memory.ram(), scale).forEach(band -> band(band, y, "jp-ram"));
    for (Band band : Band.of(memory.held(), scale)) {
      canvas.markup().leaf("rect", pattern(band, y, "held"));
    }
    for (Item item : items) {
      if (item.memory().overlaps(scale.window())) {
        segment(item, scale, y);
      }
    }
    canvas.rect(left, y, scale.width(), STRIP, "jp-g");
    boolean bracketed = brackets(scale, y + STRIP);
    ticks(scale, y + STRIP + (bracketed ? BRACKETS : 0));
  }

  private void band(Band band, double y, String css) {
    canvas.rect(band.from(), y, band.to() - band.from(), STRIP, css);
  }

  private String[] pattern(Band band, double y, String id) {
    return new String[] {
      "x", n(band.from()),
      "y", n(y),
      "width", n(band.to() - band.from()),
      "height", n(STRIP),
      "fill", canvas.reference(id)
    };
  }

  private void segment(Item item, Scale scale, double y) {
    Band all = Band.of(item.memory(), scale);
    String css = Style.of(item.role());
    // What fills with zeros is paler than what has content.
    canvas.rect(all.from(), y, all.to() - all.from(), STRIP, "jp-0");
    canvas.titled(all.from(), y, all.to() - all.from(), STRIP, css + " jp-zero", item.words());
    if (item.contentRange().overlaps(scale.window())) {
      Band content = Band.of(item.contentRange(), scale);
      canvas.titled(
          content.from(),
          y,
          content.to() - content.from(),
          STRIP,
          css + " jp-content",
          item.words());
    }
    if (all.to() - all.from() > 3) {
      canvas.path(
          "jp-i",
          "M%s %sv%sM%s %sv%s"
              .formatted(n(all.from()), n(y), n(STRIP), n(all.to()), n(y), n(STRIP)));
    }
  }

  private boolean brackets(Scale scale, double y) {
    List<Bracket> named = new ArrayList<>();
    List<Spread.Label> labels = new ArrayList<>();
    double drawn = -1;
    for (Bracket bracket : brackets) {
      if (!isIn(scale, bracket)) {
        continue;
      }
      Band band = Band.of(bracket.range, scale);
      if (band.to() < drawn + 1) {
        continue;
      }
      drawn = band.to();
      canvas.path("jp-k", "M%s %sv3H%sv-3".formatted(n(band.from()), n(y + 1), n(band.to())));
      Spread.Label label =
          new Spread.Label((band.from() + band.to()) / 2, Face.SMALL.width(bracket.words()));
      List<Spread.Label> more = new ArrayList<>(labels);
      more.add(label);
      if (middles(more, scale).isPresent()) {
        named.add(bracket);
        labels = more;
      }
    }
    List<Double> middles = middles(labels, scale).orElseThrow();
    for (int i = 0; i < named.size(); i++) {
      canvas.text(middles.get(i), y + 16, Anchor.MIDDLE, "jp-s jp-c", named.get(i).words());
    }
    return drawn >= 0;
  }

  private static Optional<List<Double>> middles(List<Spread.Label> labels, Scale scale) {
    return Spread.of(labels, scale.left(), scale.left() + scale.width(), 10);
  }

  private void ticks(Scale scale, double y) {
    Range<MachineAddress> window = scale.window();
    double right = scale.left() + scale.width();
    String first = window.start().toString();
    String last = window.end().toString();
    canvas.text(scale.left(), y + 13, Anchor.START, Face.TINY, first);
    canvas.text(right, y + 13, Anchor.END, Face.TINY, last);
    canvas.path("jp-g", "M%s %sv4M%s %sv4".formatted(n(scale.left()), n(y), n(right), n(y)));
    double free = scale.left() + Face.TINY.width(first) + 8;
    double end = right - Face.TINY.width(last) - 8;
    for (MachineAddress tick : RoundAddresses.of(window, MOST_TICKS)) {
      double x = scale.at(tick);
      String words = tick.toString();
      double half = Face.TINY.width(words) / 2;
      if (x - half >= free && x + half <= end) {
        canvas.text(x, y + 13, Anchor.MIDDLE, Face.TINY, words);
        canvas.path("jp-g", "M%s %sv4".formatted(n(x), n(y)));
        free = x + half + 8;
      }
    }
  }
}
