package kexec.picture.internal.layout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * Divides memory into views: one of everything, and below it levels that enlarge what is crowded in
 * the level above.
 */
public final class Views {

  /** What is narrower cannot be recognised by its shape, in pixels. */
  private static final double NARROW = 14;

  /** What is closer belongs to the same enlargement, in pixels. */
  private static final double NEAR = 22;

  /** Between the views of a level, in pixels. */
  private static final double GAP = 28;

  private static final double SMALLEST = 200;
  private static final int MAX_LEVELS = 5;
  private static final int MAX_IN_LEVEL = 4;
  private static final long PAGE = 4096;

  private final List<Range<MachineAddress>> items;
  private final double left;
  private final double width;
  private final boolean stacked;

  private Views(List<Range<MachineAddress>> items, double left, double width, boolean stacked) {
    this.items = items;
    this.left = left;
    this.width = width;
    this.stacked = stacked;
  }

  private record Enlarged(int parent, Mark items, Range<MachineAddress> window) {}

  /**
   * {@return the levels of views, the one of everything first; each level's views ascend and are
   * side by side}
   *
   * @param items what is in the memory, by ascending start
   * @param everything the addresses of the first view, not empty, with all items in it
   * @param focus a part of it that is enlarged in any case, with all items that are in it
   * @param left where the views start, in pixels
   * @param width the width of each level, in pixels
   */
  public static List<List<View>> of(
      List<Range<MachineAddress>> items,
      Range<MachineAddress> everything,
      Optional<Range<MachineAddress>> focus,
      double left,
      double width) {
    return new Views(items, left, width, false).levels(everything, focus);
  }

  /**
   * {@return the levels as {@link #of} returns them, but each view has the whole width}
   *
   * @param items what is in the memory, by ascending start
   * @param everything the addresses of the first view, not empty, with all items in it
   * @param focus a part of it that is enlarged in any case, with all items that are in it
   * @param width the width of each view, in pixels
   */
  public static List<List<View>> stacked(
      List<Range<MachineAddress>> items,
      Range<MachineAddress> everything,
      Optional<Range<MachineAddress>> focus,
      double width) {
    return new Views(items, 0, width, true).levels(everything, focus);
  }

  private List<List<View>> levels(
      Range<MachineAddress> everything, Optional<Range<MachineAddress>> focus) {
    List<List<View>> levels = new ArrayList<>();
    List<Enlarged> next = List.of(new Enlarged(0, new Mark(0, items.size() - 1), everything));
    while (!next.isEmpty()) {
      List<Scale> scales = scales(next);
      List<View> level = new ArrayList<>();
      List<Enlarged> below = new ArrayList<>();
      for (int i = 0; i < next.size(); i++) {
        List<Mark> marks = new ArrayList<>();
        Optional<Range<MachineAddress>> forced = levels.isEmpty() ? focus : Optional.empty();
        divide(next.get(i).items(), scales.get(i), i, forced, marks, below);
        level.add(new View(scales.get(i), next.get(i).parent(), marks));
      }
      levels.add(List.copyOf(level));
      next = levels.size() == MAX_LEVELS ? List.of() : mostCrowded(below);
    }
    return List.copyOf(levels);
  }

  private static List<Enlarged> mostCrowded(List<Enlarged> all) {
    List<Enlarged> kept =
        all.stream()
            .sorted(Comparator.comparing((Enlarged one) -> one.items.first() - one.items.last()))
            .limit(MAX_IN_LEVEL)
            .toList();
    return all.stream().filter(kept::contains).toList();
  }

  private List<Scale> scales(List<Enlarged> level) {
    return stacked
        ? level.stream().map(one -> new Scale(one.window, left, width)).toList()
        : sideBySide(level);
  }

  private List<Scale> sideBySide(List<Enlarged> level) {
    double room = width - GAP * (level.size() - 1) - SMALLEST * level.size();
    double weights = level.stream().mapToInt(one -> weight(one.items)).sum();
    List<Scale> scales = new ArrayList<>();
    double at = left;
    for (Enlarged one : level) {
      double wide = SMALLEST + room * weight(one.items) / weights;
      scales.add(new Scale(one.window, at, wide));
      at += wide + GAP;
    }
    return scales;
  }

  private static int weight(Mark items) {
    return 2 + items.last() - items.first();
  }

  /** Finds the marks of a view, and what is to be enlarged of it. */
  private void divide(
      Mark all,
      Scale scale,
      int view,
      Optional<Range<MachineAddress>> focus,
      List<Mark> marks,
      List<Enlarged> below) {
    int at = all.first();
    while (at <= all.last()) {
      Optional<Mark> focused = focused(at, all.last(), scale, focus);
      Mark group = focused.isPresent() ? focused.get() : crowd(at, all.last(), scale);
      Range<MachineAddress> window =
          around(focused.isPresent() ? focus.orElseThrow() : hull(group), scale.window());
      if (focused.isPresent() || (!group.isSingle() && isEnlargement(window, scale))) {
        marks.add(group);
        below.add(new Enlarged(view, group, window));
      } else {
        for (int i = group.first(); i <= group.last(); i++) {
          marks.add(new Mark(i, i));
        }
      }
      at = group.last() + 1;
    }
  }

  /** All items from one on that are in the focus, if the focus is worth an enlargement. */
  private Optional<Mark> focused(
      int from, int last, Scale scale, Optional<Range<MachineAddress>> focus) {
    if (focus.isEmpty() || !isEnlargement(around(focus.get(), scale.window()), scale)) {
      return Optional.empty();
    }
    int end = from;
    while (end <= last && focus.get().contains(items.get(end))) {
      end++;
    }
    return end == from ? Optional.empty() : Optional.of(new Mark(from, end - 1));
  }

  private static boolean isEnlargement(Range<MachineAddress> window, Scale scale) {
    return Long.compareUnsigned(window.size(), scale.window().size() >>> 1) < 0;
  }

  /** The narrow items from one on that are near each other; one item if it is not narrow. */
  private Mark crowd(int from, int last, Scale scale) {
    int end = from;
    while (end < last && isNarrow(end, scale) && isNarrow(end + 1, scale) && isNear(end, scale)) {
      end++;
    }
    return new Mark(from, end);
  }

  private boolean isNarrow(int item, Scale scale) {
    return scale.at(items.get(item).end()) - scale.at(items.get(item).start()) < NARROW;
  }

  private boolean isNear(int item, Scale scale) {
    return scale.at(items.get(item + 1).start()) - scale.at(items.get(item).end()) < NEAR;
  }

  private Range<MachineAddress> hull(Mark group) {
    MachineAddress end = items.get(group.first()).end();
    for (int i = group.first(); i <= group.last(); i++) {
      end = end.isBelow(items.get(i).end()) ? items.get(i).end() : end;
    }
    return new Range<>(items.get(group.first()).start(), end);
  }

  /** A range with some of what is around it, in whole pages. */
  private static Range<MachineAddress> around(
      Range<MachineAddress> range, Range<MachineAddress> limits) {
    long margin = Long.divideUnsigned(range.size(), 12) + PAGE & -PAGE;
    long below = range.start().minus(limits.start());
    long above = limits.end().minus(range.end());
    return Range.machine(
        range.start().value() - least(margin, below), range.end().value() + least(margin, above));
  }

  private static long least(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? a : b;
  }
}
