package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.n;

import kexec.picture.internal.layout.Scale;

/** Shows which part of a strip another strip enlarges. */
final class Enlargement {

  /** The room between what belongs to a strip and what belongs to an enlargement of it. */
  static final double HEIGHT = 30;

  private Enlargement() {}

  /**
   * Draws one.
   *
   * @param parent the scale of the strip that is enlarged
   * @param bottom where it ends
   * @param knee from where on the shape widens
   * @param child the scale of the strip that enlarges
   * @param top where what belongs to it starts
   * @param strip where it starts itself
   */
  static void draw(
      Canvas canvas,
      Scale parent,
      double bottom,
      double knee,
      Scale child,
      double top,
      double strip) {
    double from = parent.at(child.window().start());
    double to = Math.max(from + 1, parent.at(child.window().end()));
    String left =
        "%s %sV%sL%s %sV%s"
            .formatted(n(from), n(bottom), n(knee), n(child.left()), n(top - 4), n(strip));
    String right =
        "%s %sV%sL%s %sV%s"
            .formatted(
                n(child.left() + child.width()), n(strip), n(top - 4), n(to), n(knee), n(bottom));
    canvas.path("jp-z", "M" + left + "L" + right + "Z");
    canvas.path("jp-g", "M" + left + "M" + right);
  }
}
