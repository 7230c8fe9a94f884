package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.WIDTH;
import static kexec.picture.internal.draw.Canvas.n;

/** The SVG element around a figure, with its style, patterns, title and description. */
final class SvgRoot {

  private SvgRoot() {}

  static String around(
      Markup body, double height, String prefix, String title, String description) {
    Markup svg = new Markup();
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "class",
        "jp",
        "viewBox",
        "0 0 " + n(WIDTH) + " " + n(height),
        "width",
        n(WIDTH),
        "height",
        n(height),
        "role",
        "img",
        "aria-labelledby",
        prefix + "title " + prefix + "desc",
        "style",
        "max-width:100%;height:auto");
    svg.raw("\n").element("title", title, "id", prefix + "title");
    svg.element("desc", description, "id", prefix + "desc");
    svg.open("style").raw("\n" + Style.sheet()).close("style");
    svg.open("defs");
    pattern(svg, prefix + "hatch", "0", "M0 6L6 0M-1 1L1 -1M5 7L7 5", "jp-hatch");
    pattern(svg, prefix + "held", "0", "M1.5 3H3", "jp-held");
    svg.close("defs");
    svg.leaf("rect", "width", n(WIDTH), "height", n(height), "class", "jp-0");
    return svg.raw(body.toString()).close("svg").toString();
  }

  private static void pattern(Markup svg, String id, String x, String path, String css) {
    svg.open(
            "pattern",
            "id",
            id,
            "x",
            x,
            "width",
            "6",
            "height",
            "6",
            "patternUnits",
            "userSpaceOnUse")
        .leaf("path", "d", path, "class", css)
        .close("pattern");
  }
}
