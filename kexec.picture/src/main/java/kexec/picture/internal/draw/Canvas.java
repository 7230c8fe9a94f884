package kexec.picture.internal.draw;

import kexec.api.plan.SegmentRole;
import kexec.picture.internal.layout.Face;

/** Draws shapes and texts in the styles of {@link Style}. Lengths are in pixels. */
final class Canvas {

  /** The width of all figures, with their margins. */
  static final double WIDTH = 960;

  /** The margin to the left and to the right. */
  static final double MARGIN = 24;

  /** Where the content ends to the right. */
  static final double RIGHT = WIDTH - MARGIN;

  /** The width of the content. */
  static final double INNER = WIDTH - 2 * MARGIN;

  /** The ends of a text that its place may be measured from. */
  enum Anchor {
    START,
    MIDDLE,
    END;

    private String label() {
      return this == START ? "start" : this == MIDDLE ? "middle" : "end";
    }
  }

  private final Markup markup;
  private final String prefix;

  /**
   * Creates a canvas.
   *
   * @param prefix begins all identifiers, so that several figures can be in one document
   */
  Canvas(Markup markup, String prefix) {
    this.markup = markup;
    this.prefix = prefix;
  }

  Markup markup() {
    return markup;
  }

  private String reference(String id) {
    return "url(#" + prefix + id + ")";
  }

  void text(double x, double y, Anchor anchor, Face face, String words) {
    text(x, y, anchor, face.css(), words);
  }

  void text(double x, double y, Anchor anchor, String css, String words) {
    String[] place = {"x", n(x), "y", n(y), "class", css, "text-anchor", anchor.label()};
    markup.element("text", words, place);
  }

  void rect(double x, double y, double width, double height, String css) {
    markup.leaf("rect", box(x, y, width, height, css));
  }

  /** Draws a rectangle that tells what it is when it is pointed at. */
  void titled(double x, double y, double width, double height, String css, String title) {
    markup.open("rect", box(x, y, width, height, css)).element("title", title).close("rect");
  }

  /** Fills a rectangle with a pattern. */
  void patterned(double x, double y, double width, double height, String id) {
    markup.leaf(
        "rect",
        "x",
        n(x),
        "y",
        n(y),
        "width",
        n(width),
        "height",
        n(height),
        "fill",
        reference(id));
  }

  private static String[] box(double x, double y, double width, double height, String css) {
    return new String[] {
      "x", n(x), "y", n(y), "width", n(width), "height", n(height), "class", css
    };
  }

  void rounded(double x, double y, double width, double height, double radius, String css) {
    markup.leaf(
        "rect", "x", n(x), "y", n(y), "width", n(width), "height", n(height), "rx", n(radius),
        "class", css);
  }

  /** Draws a number on a shape in a role's colour. */
  void badge(double x, double y, double width, int number, SegmentRole role) {
    rounded(x, y, width, 15, 4, Style.of(role));
    String css = "jp-b " + Style.digitOf(role);
    text(x + width / 2, y + 11.2, Anchor.MIDDLE, css, Integer.toString(number));
  }

  void path(String css, String commands) {
    markup.leaf("path", "d", commands, "class", css);
  }

  /** Draws an arrow down or to the right. */
  void arrow(double x1, double y1, double x2, double y2) {
    path("jp-l", "M%s %sL%s %s".formatted(n(x1), n(y1), n(x2), n(y2)));
    boolean down = x1 == x2;
    path(
        "jp-a",
        down
            ? "M%s %sl-3.5 -6h7z".formatted(n(x2), n(y2))
            : "M%s %sl-6 -3.5v7z".formatted(n(x2), n(y2)));
  }

  static String n(double value) {
    return Markup.number(value);
  }
}
