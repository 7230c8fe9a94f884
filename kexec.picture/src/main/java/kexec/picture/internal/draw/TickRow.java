package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.n;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.picture.internal.draw.Canvas.Anchor;
import kexec.picture.internal.layout.Face;
import kexec.picture.internal.layout.RoundAddresses;
import kexec.picture.internal.layout.Scale;

/** Addresses below a strip: its bounds, and round ones between them where there is room. */
final class TickRow {

  /** The height of the row. */
  static final double HEIGHT = 18;

  private static final String CSS = "jp-y jp-o";
  private static final int MOST = 6;
  private static final double GAP = 8;
  private static final double BASE = 13;

  private TickRow() {}

  static void draw(Canvas canvas, Scale scale, double y) {
    Range<MachineAddress> window = scale.window();
    double right = scale.left() + scale.width();
    String first = window.start().toString();
    String last = window.end().toString();
    canvas.text(scale.left(), y + BASE, Anchor.START, CSS, first);
    canvas.text(right, y + BASE, Anchor.END, CSS, last);
    tick(canvas, scale.left(), y);
    tick(canvas, right, y);
    double free = scale.left() + Face.TINY.width(first) + GAP;
    double end = right - Face.TINY.width(last) - GAP;
    for (MachineAddress address : RoundAddresses.of(window, MOST)) {
      double x = scale.at(address);
      double half = Face.TINY.width(address.toString()) / 2;
      if (x - half >= free && x + half <= end) {
        canvas.text(x, y + BASE, Anchor.MIDDLE, CSS, address.toString());
        tick(canvas, x, y);
        free = x + half + GAP;
      }
    }
  }

  private static void tick(Canvas canvas, double x, double y) {
    canvas.path("jp-g", "M%s %sv4".formatted(n(x), n(y)));
  }
}
