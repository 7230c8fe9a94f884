package kexec.shell.internal.command;

import java.util.List;
import kexec.api.plan.Slot;
import kexec.picture.ComparisonPicture;
import kexec.picture.compare.Change;
import kexec.picture.compare.ComparedPlan;
import kexec.picture.compare.ComparedPlan.ComparedSegment;
import kexec.shell.internal.result.Difference;
import kexec.shell.internal.result.SavedPlan;

/** A comparison as a picture. What the picture shows itself is not told in words again. */
final class ComparisonDrawing {

  private final ComparedPlan a;
  private final ComparedPlan b;
  private final List<Change> others;

  ComparisonDrawing(
      String nameOfA, SavedPlan a, String nameOfB, SavedPlan b, List<Difference> differences) {
    this.a = compared(nameOfA, a);
    this.b = compared(nameOfB, b);
    this.others =
        differences.stream()
            .filter(each -> !isDrawn(each.subject()))
            .map(each -> new Change(each.subject(), each.a(), each.b()))
            .toList();
  }

  private static boolean isDrawn(String subject) {
    return subject.equals("command line") || subject.startsWith("segment ");
  }

  private static ComparedPlan compared(String name, SavedPlan plan) {
    return new ComparedPlan(
        name,
        plan.slot().equals(Slot.CRASH.label()) ? Slot.CRASH : Slot.DEFAULT,
        plan.commandLine(),
        plan.segments().stream()
            .map(
                each ->
                    new ComparedSegment(each.role(), each.memory(), each.bytes(), each.digest()))
            .toList(),
        plan.memory());
  }

  String svg() {
    return ComparisonPicture.svg(a, b, others);
  }

  String html() {
    return ComparisonPicture.html(a, b, others);
  }
}
