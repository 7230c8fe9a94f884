package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.INNER;
import static kexec.picture.internal.draw.Canvas.MARGIN;

import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.EntryState;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.picture.internal.draw.Canvas.Anchor;
import kexec.picture.internal.draw.Canvas.Face;

/** What happens at the jump, step by step: as much of it as a plan knows. */
final class JumpFigure {

  private static final double BOX = 62;
  private static final double GAP = 26;

  private JumpFigure() {}

  /** A step: its name, what it does, and where its code is. */
  private record Step(String name, String what, String where, String css) {}

  /** {@return where the content is until the jump, one clause} */
  static String before(Plan plan) {
    if (plan.slot() == Slot.CRASH) {
      return "In place since it is loaded: nothing is moved at the jump.";
    }
    if (plan.methods().get(0).equals(LoadMethod.FILES)) {
      return "The receiver gets the files and chooses the places itself; shown is where jkexec would place them.";
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
      canvas.text(x + 14, top + 18, Anchor.START, Face.PART, step.name);
      canvas.text(x + 14, top + 35, Anchor.START, Face.SMALL, step.what);
      canvas.text(x + 14, top + 52, Anchor.START, Face.TINY, step.where);
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
            ? new Step("crash", "the kernel panics", "", "jp-c")
            : new Step("exec", "devices stop", "", "jp-n"));
    if (!crash) {
      int count = plan.segments().size();
      String segments = count + (count == 1 ? " segment" : " segments");
      steps.add(new Step("move", segments + " in place", "", "jp-n"));
    }
    SegmentRole at =
        plan.segmentAt(entry.entry()).map(segment -> segment.role()).orElse(SegmentRole.KERNEL);
    if (at == SegmentRole.PURGATORY) {
      String otherwise = plan.entryCheck() == EntryCheck.RESET ? "resets" : "halts";
      String what =
          plan.entryCheck() == EntryCheck.NONE ? "checks nothing" : "digests, or " + otherwise;
      steps.add(step(at, what, entry.entry()));
    } else if (!entry.entry().equals(entry.kernelEntry()) && at != SegmentRole.STUB) {
      steps.add(step(at, "is entered first", entry.entry()));
    }
    plan.rangesOf(SegmentRole.STUB).stream()
        .findFirst()
        .ifPresent(
            stub ->
                steps.add(
                    step(
                        SegmentRole.STUB,
                        "sets the registers",
                        at == SegmentRole.STUB ? entry.entry() : stub.start())));
    String version = plan.kernel().architecture().label() + " " + plan.kernel().format();
    steps.add(step(SegmentRole.KERNEL, Text.cut(version, 22), entry.kernelEntry()));
    return steps;
  }

  private static Step step(SegmentRole role, String what, MachineAddress where) {
    return new Step(role.label(), what, "at " + where, Style.of(role));
  }
}
