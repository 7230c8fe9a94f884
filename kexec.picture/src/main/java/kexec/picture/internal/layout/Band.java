package kexec.picture.internal.layout;

import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * A part of a strip, as it can be drawn.
 *
 * @param from where it starts, in pixels
 * @param to where it ends, in pixels, above {@code from}
 */
public record Band(double from, double to) {

  /** What is thinner is drawn this wide, so that it can be seen; in pixels. */
  private static final double THINNEST = 0.75;

  /**
   * {@return the parts of a view that a set takes; those that cannot be told apart are one, so that
   * there are only so many, however many ranges the set has}
   *
   * @param set the set
   * @param scale the view
   */
  public static List<Band> of(RangeSet<MachineAddress> set, Scale scale) {
    List<Band> bands = new ArrayList<>();
    for (Range<MachineAddress> range : set.intersect(scale.window()).ranges()) {
      Band next = of(range, scale);
      Band last = bands.isEmpty() ? null : bands.get(bands.size() - 1);
      if (last != null && next.from - last.to < THINNEST / 2) {
        bands.set(bands.size() - 1, new Band(last.from, Math.max(last.to, next.to)));
      } else {
        bands.add(next);
      }
    }
    return bands;
  }

  /**
   * {@return the part of a view that a range takes}
   *
   * @param range a range that shares an address with the view
   * @param scale the view
   */
  public static Band of(Range<MachineAddress> range, Scale scale) {
    double from = Math.min(scale.at(range.start()), scale.left() + scale.width() - THINNEST);
    return new Band(from, Math.max(scale.at(range.end()), from + THINNEST));
  }
}
