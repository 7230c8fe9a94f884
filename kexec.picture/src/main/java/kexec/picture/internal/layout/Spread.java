package kexec.picture.internal.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Places labels on one line: each as near to its anchor as the others let it, in the order of the
 * anchors, so that lines from the labels to the anchors do not cross.
 */
public final class Spread {

  private Spread() {}

  /**
   * A label.
   *
   * @param anchor where it wants its middle to be, in pixels
   * @param width its width in pixels
   */
  public record Label(double anchor, double width) {}

  /** Labels that touch each other, and where the middle of the first one wants to be. */
  private record Block(int first, int last, double place) {

    private int size() {
      return last - first + 1;
    }
  }

  /**
   * {@return the places of the labels' middles, or empty if the line is too short for them}
   *
   * @param labels by ascending anchor
   * @param left where the line starts
   * @param right where it ends
   * @param gap the least room between two labels
   */
  public static Optional<List<Double>> of(
      List<Label> labels, double left, double right, double gap) {
    if (labels.isEmpty()) {
      return Optional.of(List.of());
    }
    double[] offsets = new double[labels.size()];
    for (int i = 1; i < offsets.length; i++) {
      double half = (labels.get(i - 1).width() + labels.get(i).width()) / 2;
      offsets[i] = offsets[i - 1] + half + gap;
    }
    double lowest = left + labels.get(0).width() / 2;
    int end = offsets.length - 1;
    double highest = right - labels.get(end).width() / 2 - offsets[end];
    if (highest < lowest) {
      return Optional.empty();
    }
    List<Double> places = new ArrayList<>();
    for (Block block : blocks(labels, offsets)) {
      double place = Math.max(lowest, Math.min(highest, block.place()));
      for (int i = block.first(); i <= block.last(); i++) {
        places.add(place + offsets[i]);
      }
    }
    return Optional.of(places);
  }

  /** Isotonic regression: neighbours that would be in the wrong order share their mean. */
  private static List<Block> blocks(List<Label> labels, double[] offsets) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < offsets.length; i++) {
      Block next = new Block(i, i, labels.get(i).anchor() - offsets[i]);
      while (!blocks.isEmpty() && next.place() < blocks.get(blocks.size() - 1).place()) {
        Block last = blocks.remove(blocks.size() - 1);
        double sum = last.place() * last.size() + next.place() * next.size();
        next = new Block(last.first(), next.last(), sum / (last.size() + next.size()));
      }
      blocks.add(next);
    }
    return blocks;
  }
}
