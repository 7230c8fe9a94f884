package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.INNER;
import static kexec.picture.internal.draw.Canvas.MARGIN;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.picture.internal.layout.View;
import kexec.picture.internal.layout.Views;

/** Memory to scale: all of it as one strip, and below it strips that enlarge what is crowded. */
final class MemoryFigure {

  private final Canvas canvas;
  private final List<List<View>> levels;
  private final Strip strip;
  private final MarkLabels labels;
  private final Brackets brackets;

  MemoryFigure(
      Canvas canvas,
      List<Item> items,
      MemoryMap memory,
      Range<MachineAddress> everything,
      Optional<Range<MachineAddress>> focus) {
    this.canvas = canvas;
    this.strip = new Strip(canvas, items, memory);
    this.labels = new MarkLabels(canvas, items);
    this.brackets = new Brackets(canvas, memory);
    this.levels =
        Views.of(items.stream().map(Item::memory).toList(), everything, focus, MARGIN, INNER);
  }

  /**
   * Draws the figure.
   *
   * @param top where it starts
   * @param arrows the length of an arrow from above to each label of the first strip; 0 for none
   * @return where it ends
   */
  double draw(double top, double arrows) {
    List<Double> tops = tops(top + arrows);
    for (int i = 1; i < levels.size(); i++) {
      for (View view : levels.get(i)) {
        Enlargement.draw(
            canvas,
            levels.get(i - 1).get(view.parent()).scale(),
            tops.get(i - 1) + MarkLabels.HEIGHT + Strip.HEIGHT,
            tops.get(i - 1) + MarkLabels.HEIGHT + Strip.HEIGHT + 8,
            view.scale(),
            tops.get(i),
            tops.get(i) + MarkLabels.HEIGHT);
      }
    }
    for (int i = 0; i < levels.size(); i++) {
      for (View view : levels.get(i)) {
        List<Double> middles = draw(view, tops.get(i));
        if (i == 0 && arrows > 0) {
          middles.forEach(x -> canvas.arrow(x, top, x, top + arrows - 1));
        }
      }
    }
    return tops.get(levels.size());
  }

  private List<Double> draw(View view, double top) {
    double y = top + MarkLabels.HEIGHT;
    List<Double> middles = labels.draw(view.marks(), view.scale(), y, false);
    strip.draw(view.scale(), y);
    y += Strip.HEIGHT;
    if (brackets.areIn(view.scale())) {
      brackets.draw(view.scale(), y + 1, false);
      brackets.name(view.scale(), y);
      y += Brackets.HEIGHT;
    }
    TickRow.draw(canvas, view.scale(), y);
    return middles;
  }

  /** {@return the tops of all levels, and the end of the last one} */
  private List<Double> tops(double top) {
    List<Double> tops = new ArrayList<>();
    double y = top;
    for (List<View> level : levels) {
      tops.add(y);
      boolean bracketed = level.stream().anyMatch(view -> brackets.areIn(view.scale()));
      y += MarkLabels.HEIGHT + Strip.HEIGHT + (bracketed ? Brackets.HEIGHT : 0) + TickRow.HEIGHT;
      y += tops.size() < levels.size() ? Enlargement.HEIGHT : 0;
    }
    tops.add(y);
    return tops;
  }
}
