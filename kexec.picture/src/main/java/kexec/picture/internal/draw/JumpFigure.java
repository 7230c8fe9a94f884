package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.INNER;
import static kexec.picture.internal.draw.Canvas.MARGIN;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.EntryState;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.picture.internal.draw.Canvas.Anchor;
import kexec.picture.internal.layout.Face;

/** What happens at the jump, step by step: as much of it as a plan knows. */
final class JumpFigure {

  private static final double BOX = 76;
  private static final double GAP = 26;
  private static final double INDENT = 14;
  private static final double SHORT = 140;

  private JumpFigure() {}

  /** A step: its name, what it does, and where its code is. */
  private record Step(String name, String what, String where, String css) {}

  /** {@return where the content is until the jump, one clause} */
  static String before(Plan plan) {
    boolean placed = plan.methods().get(0).equals(LoadMethod.FILES);
    if (plan.slot() == Slot.CRASH) {
      return placed
          ? "Nothing is moved at the jump. The receiver gets the files and chooses the places in the"
              + " crash region itself; shown is what jkexec would choose."
          : "In place since it is loaded: nothing is moved at the jump.";
    }
    if (placed) {
      return "The receiver gets the files and chooses the places itself; shown is what jkexec would"
          + " choose.";
    }
    return "until the jump: %s of content in pages that the receiver chooses, anywhere in its memory"
        .formatted(PlanFigure.total(plan));
  }

  static double draw(Plan plan, Canvas canvas, double top) {
    if (plan.entry().isEmpty()) {
      return top - 12;
    }
    List<Step> steps = steps(plan, plan.entry().get());
    double wide = (INNER - GAP * (steps.size() - 1)) / steps.size();
    double x = MARGIN;
    for (Step step : steps) {
      canvas.rounded(x, top, wide, BOX, 5, "jp-z");
      canvas.rounded(x, top, 5, BOX, 2.5, step.css);
      canvas.text(x + INDENT, top + 18, Anchor.START, Face.PART, step.name);
      List<String> lines = Face.SMALL.wrap(step.what, wide - INDENT - 4);
      for (int i = 0; i < Math.min(lines.size(), 2); i++) {
        canvas.text(x + INDENT, top + 35 + 15 * i, Anchor.START, Face.SMALL, lines.get(i));
      }
      canvas.text(x + INDENT, top + 67, Anchor.START, Face.TINY, step.where);
      if (x > MARGIN) {
        canvas.arrow(x - GAP + 4, top + BOX / 2, x - 3, top + BOX / 2);
      }
      x += wide + GAP;
    }
    return top + BOX;
  }

  private static List<Step> steps(Plan plan, EntryState entry) {
    boolean crash = plan.slot() == Slot.CRASH;
    List<Step> steps = new ArrayList<>();
    steps.add(
        crash
            ? new Step("crash", "the running kernel panics", "", "jp-c")
            : new Step("exec", "processors and devices stop", "", "jp-n"));
    if (!crash) {
      int count = plan.segments().size();
      String segments = count + (count == 1 ? " segment" : " segments");
      steps.add(new Step("move", segments + " to their places", "", "jp-n"));
    }
    Optional<SegmentRole> at = plan.segmentAt(entry.entry()).map(Segment::role);
    if (at.isPresent() && at.get() == SegmentRole.PURGATORY) {
      steps.add(step(at.get(), check(plan.entryCheck()), entry.entry()));
    }
    plan.rangesOf(SegmentRole.STUB).stream()
        .findFirst()
        .ifPresent(
            stub ->
                steps.add(
                    step(
                        SegmentRole.STUB,
                        "sets the registers",
                        stub.contains(entry.entry()) ? entry.entry() : stub.start())));
    String version = plan.kernel().architecture().label() + " " + plan.kernel().format();
    steps.add(step(SegmentRole.KERNEL, Text.cut(version, Face.SMALL, SHORT), entry.kernelEntry()));
    return steps;
  }

  private static String check(EntryCheck check) {
    return switch (check) {
      case NONE -> "checks nothing";
      case HALT -> "checks the digests, else halts";
      case RESET -> "checks the digests, else resets";
    };
  }

  private static Step step(SegmentRole role, String what, MachineAddress where) {
    return new Step(role.label(), what, "at " + where, Style.of(role));
  }
}
