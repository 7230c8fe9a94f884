package kexec.picture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.picture.compare.Change;
import kexec.picture.compare.ComparedPlan;
import kexec.picture.compare.ComparedPlan.ComparedSegment;

/** Two plans of each kind to compare. */
public record DrawnComparisons(ComparedPlan a, ComparedPlan b, List<Change> others) {

  /** {@return all of them by name} */
  public static Map<String, DrawnComparisons> all() {
    Map<String, Plan> plans = DrawnPlans.all();
    Map<String, DrawnComparisons> all = new LinkedHashMap<>();
    all.put("an update", of(DrawnPlans.x86Default(), updated()));
    all.put("of a plan with itself", of(DrawnPlans.x86Crash(), DrawnPlans.x86Crash()));
    all.put("of slots", of(DrawnPlans.x86Default(), DrawnPlans.x86Crash()));
    all.put("of architectures", of(DrawnPlans.arm64(), DrawnPlans.xen()));
    all.put("of nothing", of(plans.get("nothing"), plans.get("nothing")));
    all.put("of something and nothing", of(plans.get("x86-default"), plans.get("nothing")));
    all.put(
        "of many", of(plans.get("three hundred segments"), plans.get("tiny segments everywhere")));
    all.put("of distant ones", of(plans.get("above 2 to the 63rd"), plans.get("24 TiB")));
    all.put("of hostile texts", of(plans.get("hostile texts"), plans.get("the widest characters")));
    all.put("of long texts", of(plans.get("a longer text than is shown"), plans.get("long texts")));
    return all;
  }

  private static Plan updated() {
    List<Segment> segments = new ArrayList<>(DrawnPlans.x86Default().segments());
    segments.set(1, DrawnPlans.segment(SegmentRole.STUB, 0x9000, 0xa000, 488));
    segments.set(3, DrawnPlans.segment(SegmentRole.KERNEL, 0x2000000, 0x5800000, 15000000));
    segments.set(4, DrawnPlans.segment(SegmentRole.INITRD, 0x7b9dc000, 0x7ffdc000, 0x4600000));
    segments.add(DrawnPlans.segment(SegmentRole.DTB, 0x8000, 0x9000, 88));
    return DrawnPlans.x86Default().toBuilder()
        .segments(segments)
        .commandLine("root=/dev/vda2 ro console=ttyS0 debug crashkernel=512M")
        .build();
  }

  private static DrawnComparisons of(Plan a, Plan b) {
    return new DrawnComparisons(
        compared("yesterday.json", a),
        compared(DrawnPlans.HOSTILE + "today.json".repeat(30), b),
        List.of(
            new Change("kernel version", a.kernel().version(), b.kernel().version()),
            new Change(DrawnPlans.HOSTILE, Optional.empty(), Optional.of(DrawnPlans.HOSTILE))));
  }

  private static ComparedPlan compared(String name, Plan plan) {
    return new ComparedPlan(
        name,
        plan.slot(),
        plan.commandLine(),
        plan.segments().stream()
            .map(
                each ->
                    new ComparedSegment(
                        each.role(), each.memory(), each.data().size(), each.digest()))
            .toList(),
        plan.memory());
  }
}
