package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.n;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.text.Size;
import kexec.picture.internal.draw.Canvas.Anchor;
import kexec.picture.internal.layout.Face;
import kexec.picture.internal.layout.Mark;
import kexec.picture.internal.layout.Scale;
import kexec.picture.internal.layout.Spread;

/** Labels of the items in a strip, in a row above or below it, with lines to the items. */
final class MarkLabels {

  /** The height of a row with its lines. */
  static final double HEIGHT = 32;

  private static final double BADGE = 17;
  private static final double GAP = 6;
  private static final int LISTED = 4;

  private final Canvas canvas;
  private final List<Item> items;

  /** How much a label tells. */
  private enum Detail {
    SIZE,
    NAME,
    NUMBER
  }

  /** A label at its place. */
  private record Placed(Mark mark, double middle, Detail detail) {}

  MarkLabels(Canvas canvas, List<Item> items) {
    this.canvas = canvas;
    this.items = items;
  }

  /**
   * Draws a row.
   *
   * @param marks what is labelled, ascending
   * @param scale the strip's
   * @param y the edge of the strip
   * @param below whether the row is below the strip
   * @return where the middles of the labels are
   */
  List<Double> draw(List<Mark> marks, Scale scale, double y, boolean below) {
    List<Placed> placed = place(marks, scale);
    placed.forEach(label -> draw(label, scale, y, below));
    return placed.stream().map(Placed::middle).toList();
  }

  /** Places the labels: as detailed as there is room, and if there is too little, fewer. */
  private List<Placed> place(List<Mark> marks, Scale scale) {
    for (Detail detail : Detail.values()) {
      Optional<List<Placed>> placed = place(marks, scale, detail);
      if (placed.isPresent()) {
        return placed.get();
      }
    }
    List<Mark> fewer = marks;
    Optional<List<Placed>> placed = Optional.empty();
    while (placed.isEmpty()) {
      List<Mark> pairs = new ArrayList<>();
      for (int i = 0; i < fewer.size(); i += 2) {
        Mark last = fewer.get(Math.min(i + 1, fewer.size() - 1));
        pairs.add(new Mark(fewer.get(i).first(), last.last()));
      }
      fewer = pairs;
      placed = place(fewer, scale, Detail.NUMBER);
    }
    return placed.get();
  }

  private Optional<List<Placed>> place(List<Mark> marks, Scale scale, Detail detail) {
    List<Spread.Label> labels =
        marks.stream()
            .map(mark -> new Spread.Label(anchor(mark, scale), width(mark, detail)))
            .toList();
    return Spread.of(labels, scale.left(), scale.left() + scale.width(), GAP)
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
    return Math.max(BADGE, 8 + 6.8 * number(mark).length());
  }

  private String number(Mark mark) {
    List<Item> marked = items.subList(mark.first(), mark.last() + 1);
    int first = marked.get(0).number();
    if (mark.isSingle()) {
      return Integer.toString(first);
    }
    boolean counted = true;
    for (int i = 0; i < marked.size(); i++) {
      counted &= marked.get(i).number() == first + i;
    }
    if (!counted && marked.size() <= LISTED) {
      return marked.stream().map(item -> "" + item.number()).collect(Collectors.joining(","));
    }
    return first + (counted ? "–" : "…") + marked.get(marked.size() - 1).number();
  }

  private void draw(Placed label, Scale scale, double y, boolean below) {
    Mark mark = label.mark;
    double side = below ? 1 : -1;
    double top = below ? y + HEIGHT - BADGE - 1 : y - HEIGHT;
    double left = label.middle - width(mark, label.detail) / 2;
    double badge = badge(mark);
    double middle = left + badge / 2;
    double foot = below ? top : top + BADGE;
    canvas.path(
        "jp-e",
        "M%s %sV%sL%s %sV%s"
            .formatted(
                n(middle),
                n(foot),
                n(foot - side * 4),
                n(anchor(mark, scale)),
                n(y + side * 4),
                n(y)));
    boolean single = mark.isSingle();
    Item item = items.get(mark.first());
    canvas.rounded(left, top, badge, BADGE, 4, single ? Style.of(item.role()) : "jp-n");
    String digit = "jp-b " + (single ? Style.digitOf(item.role()) : "jp-nt");
    canvas.text(middle, top + 12.5, Anchor.MIDDLE, digit, number(mark));
    String words = words(mark, label.detail);
    if (!words.isEmpty()) {
      canvas.text(left + badge + 5, top + 12.5, Anchor.START, "jp-s jp-o", words);
    }
  }
}
