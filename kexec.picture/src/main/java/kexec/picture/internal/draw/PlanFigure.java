package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.INNER;
import static kexec.picture.internal.draw.Canvas.MARGIN;
import static kexec.picture.internal.draw.Canvas.WIDTH;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.Slot;
import kexec.api.text.Size;
import kexec.picture.internal.draw.Canvas.Anchor;
import kexec.picture.internal.layout.Extent;
import kexec.picture.internal.layout.Face;

/** The figure of a plan: its memory, what is moved in it, and the way to the kernel. */
public final class PlanFigure {

  private static final int MOST = 1024;
  private static final double LANE = 26;
  private static final double ARROWS = 20;

  private final Plan plan;
  private final List<Item> items;
  private final Canvas canvas;

  private PlanFigure(Plan plan, Canvas canvas) {
    this.plan = plan;
    this.items = items(plan);
    this.canvas = canvas;
  }

  /**
   * {@return the figure as an SVG element, for any document}
   *
   * @param plan the plan
   * @param prefix begins all identifiers
   */
  public static String of(Plan plan, String prefix) {
    Markup body = new Markup();
    double height = draw(plan, new Canvas(body, prefix), 8) + 8;
    return SvgRoot.around(body, height, prefix, title(plan), description(plan));
  }

  /**
   * Draws the figure into another one.
   *
   * @return where it ends
   */
  static double draw(Plan plan, Canvas canvas, double top) {
    return new PlanFigure(plan, canvas).draw(top);
  }

  /** {@return the segments that are drawn: only so many can be told apart} */
  static List<Item> items(Plan plan) {
    List<Item> items = new ArrayList<>();
    List<Segment> segments = plan.segments();
    for (Segment segment : segments.subList(0, Math.min(MOST, segments.size()))) {
      items.add(
          new Item(items.size() + 1, segment.role(), segment.memory(), segment.data().size()));
    }
    return items;
  }

  static String title(Plan plan) {
    return "Plan for the " + plan.slot().label() + " slot";
  }

  static String description(Plan plan) {
    String segments = items(plan).stream().map(Item::words).collect(Collectors.joining("; "));
    String crash =
        plan.memory().crashRegion().map(region -> " Crash region: " + region + ".").orElse("");
    return "Physical memory to scale. Segments: "
        + (segments.isEmpty() ? "none" : segments)
        + "."
        + crash;
  }

  private double draw(double top) {
    Optional<Range<MachineAddress>> everything =
        Extent.of(plan.memory(), items.stream().map(Item::memory).toList());
    double y = top;
    if (everything.isPresent()) {
      boolean moved = moved();
      y = lane(y, moved);
      Optional<Range<MachineAddress>> focus =
          plan.slot() == Slot.CRASH ? plan.memory().crashRegion() : Optional.empty();
      MemoryFigure memory = new MemoryFigure(canvas, items, plan.memory(), everything.get(), focus);
      y = memory.draw(y, moved ? ARROWS : 0) + 12;
    } else {
      canvas.text(
          MARGIN, y + 12, Anchor.START, Face.TEXT, "No memory is known, and there is no segment.");
      y += 32;
    }
    y = legend(y);
    return JumpFigure.draw(plan, canvas, y + 12);
  }

  /** Whether content waits elsewhere until the jump. */
  private boolean moved() {
    return plan.slot() == Slot.DEFAULT
        && !plan.methods().get(0).equals(LoadMethod.FILES)
        && !items.isEmpty();
  }

  private double lane(double y, boolean moved) {
    String words = JumpFigure.before(plan);
    if (!moved) {
      canvas.text(MARGIN, y + 13, Anchor.START, "jp-s jp-q", words);
      return y + 26;
    }
    canvas.rounded(MARGIN, y, INNER, LANE, 4, "jp-d");
    canvas.text(WIDTH / 2, y + 17, Anchor.MIDDLE, Face.SMALL, words);
    return y + LANE;
  }

  private double legend(double top) {
    Legend legend = new Legend(canvas, top);
    legend.items(items);
    legend.memory(plan.memory());
    return legend.end();
  }

  static String total(Plan plan) {
    return Size.human(plan.contentSize());
  }
}
