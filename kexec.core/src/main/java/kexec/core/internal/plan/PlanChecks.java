package kexec.core.internal.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.fault.Finding;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.Slot;
import kexec.api.text.Size;

/**
 * Checks a plan by the rules of its receiver, all at once: those that the receiver would answer
 * with an error number, and those that it accepts in silence and that fail after the jump.
 *
 * <p>The planner places by the same rules; this is here so that no mistake in a boot protocol, and
 * no plan that somebody else made, reaches a receiver.
 */
public final class PlanChecks {

  private static final int FEW = 3;

  private final Plan plan;
  private final ReceiverRules rules;
  private final List<Finding> findings = new ArrayList<>();

  private PlanChecks(Plan plan, ReceiverRules rules) {
    this.plan = plan;
    this.rules = rules;
  }

  /**
   * Checks a plan.
   *
   * @param plan the plan; its own findings are not looked at
   * @param rules what its receiver takes
   * @return all that is wrong, perhaps nothing
   */
  public static List<Finding> check(Plan plan, ReceiverRules rules) {
    PlanChecks checks = new PlanChecks(plan, rules);
    checks.methods();
    checks.number();
    plan.segments().forEach(checks::place);
    checks.overlaps();
    checks.shareOfRam();
    checks.entry();
    return checks.findings;
  }

  private void methods() {
    List<LoadMethod> taken = rules.methods(plan.slot());
    String why = rules.reason(plan.slot()).map(reason -> ", because " + reason).orElse("");
    for (LoadMethod method : plan.methods()) {
      if (!taken.contains(method)) {
        error(
            "method-not-taken",
            "the receiver does not take %s, only %s%s"
                .formatted(method.label(), labels(taken), why),
            "Let the machine choose, or ask for " + labels(taken) + ".");
      }
    }
    if (plan.methods().get(0) == LoadMethod.FILES) {
      findings.add(
          Finding.info(
              "receiver-places",
              "the receiver takes the files and chooses the places itself%s: the segments show what"
                      .formatted(why)
                  + " jkexec would choose"));
    }
  }

  private static String labels(List<LoadMethod> methods) {
    return methods.stream().map(LoadMethod::label).collect(Collectors.joining(" or "));
  }

  private void number() {
    if (plan.segments().size() > rules.maxSegments()) {
      error(
          "too-many-segments",
          "%d segments, but the receiver takes %d"
              .formatted(plan.segments().size(), rules.maxSegments()),
          "Join initrds or modules into one file.");
    }
  }

  private void place(Segment segment) {
    Range<MachineAddress> memory = segment.memory();
    if (!rules.pageSize().isAligned(memory.start().value())
        || !rules.pageSize().isAligned(memory.end().value())) {
      error(
          "segment-not-aligned",
          "segment %s is not aligned to 0x%x".formatted(segment, rules.pageSize().bytes()),
          "Report this: the boot protocol placed it wrongly.");
    }
    if (Long.compareUnsigned(segment.data().size(), memory.size()) > 0) {
      error(
          "segment-too-long",
          "the %s of %s do not fit in it".formatted(Size.both(segment.data().size()), segment),
          "Report this: the boot protocol built more than it asked room for.");
    }
    if (rules.destinationLimit().isBelow(memory.end())) {
      error(
          "segment-beyond-limit",
          "segment %s reaches beyond %s, where the receiver's destinations end"
              .formatted(segment, rules.destinationLimit()),
          "Set --mem-max to " + rules.destinationLimit() + " or less.");
    }
    inRam(segment);
    if (plan.slot() == Slot.CRASH) {
      inCrashRegion(segment);
    } else {
      inUsable(segment);
      offReceiver(segment);
    }
  }

  /** A segment for the default slot may also not lie in RAM that is kept for something else. */
  private void inUsable(Segment segment) {
    RangeSet<MachineAddress> held =
        plan.memory().ram().subtract(plan.memory().usable()).intersect(segment.memory());
    if (!held.isEmpty()) {
      error(
          "segment-on-held-memory",
          ("segment %s lies on RAM that is kept for a crash kernel, or that the running kernel or a"
                  + " device keeps: %s")
              .formatted(segment, few(held)),
          "Move it with --mem-min and --mem-max.");
    }
  }

  private void offReceiver(Segment segment) {
    RangeSet<MachineAddress> shared = rules.forbidden().intersect(segment.memory());
    if (!shared.isEmpty()) {
      error(
          "segment-on-receiver",
          ("segment %s lies on memory that the receiver keeps for itself or may use while the image"
                  + " waits: %s")
              .formatted(segment, few(shared)),
          "Move it with --mem-min and --mem-max.");
    }
  }

  private void inRam(Segment segment) {
    RangeSet<MachineAddress> outside = RangeSet.of(segment.memory()).subtract(plan.memory().ram());
    if (!outside.isEmpty()) {
      error(
          "segment-outside-ram",
          "segment %s does not lie wholly in RAM; outside it is %s"
              .formatted(segment, few(outside)),
          "Use the memory map of the machine itself, or move it with --mem-min and --mem-max.");
    }
  }

  /** Memory may lie in thousands of pieces, and the first of them show where to look. */
  private static String few(RangeSet<MachineAddress> set) {
    int more = set.ranges().size() - FEW;
    return more <= 0
        ? set.toString()
        : "%s and %d more".formatted(RangeSet.of(set.ranges().subList(0, FEW)), more);
  }

  private void inCrashRegion(Segment segment) {
    Optional<Range<MachineAddress>> region = plan.memory().crashRegion();
    if (region.isEmpty() || !region.get().contains(segment.memory())) {
      error(
          "segment-outside-crash-region",
          "segment %s does not lie in the crash region %s"
              .formatted(segment, region.map(Range::toString).orElse("(none is reserved)")),
          "Reserve memory with crashkernel= on the running kernel's command line, or reserve more.");
    }
  }

  /**
   * The plan's segments ascend by address, so that each need only be compared with the highest end.
   */
  private void overlaps() {
    Segment highest = null;
    for (Segment segment : plan.segments()) {
      if (highest != null && segment.memory().start().isBelow(highest.memory().end())) {
        error(
            "segments-overlap",
            "segments %s and %s overlap".formatted(highest, segment),
            "Report this: the boot protocol placed them wrongly.");
      }
      if (highest == null || highest.memory().end().isBelow(segment.memory().end())) {
        highest = segment;
      }
    }
  }

  private void shareOfRam() {
    long limit = Long.divideUnsigned(plan.memory().kernelRam().size(), rules.ramDivisor());
    long sum = 0;
    Segment largest = null;
    for (Segment segment : plan.segments()) {
      if (largest == null
          || Long.compareUnsigned(segment.memory().size(), largest.memory().size()) > 0) {
        largest = segment;
      }
      long more = sum + segment.memory().size();
      // A sum beyond 64 bits is beyond every limit.
      sum = Long.compareUnsigned(more, sum) < 0 ? -1 : more;
    }
    if (largest != null && Long.compareUnsigned(sum, limit) > 0) {
      error(
          "image-too-large",
          "the segments take %s, but the receiver takes %s at most, 1/%d of the RAM"
              .formatted(Size.both(sum), Size.both(limit), rules.ramDivisor()),
          "Use a smaller %s: it takes %s of them."
              .formatted(largest.role().label(), Size.both(largest.memory().size())));
    }
  }

  private void entry() {
    plan.entry()
        .ifPresentOrElse(
            entry -> {
              if (plan.segmentAt(entry.entry()).isEmpty()) {
                error(
                    "entry-outside-segments",
                    "the entry %s lies in no segment".formatted(entry.entry()),
                    "Report this: the boot protocol gave a wrong entry.");
              }
            },
            () -> error("entry-missing", "the plan has no entry", "Make the plan anew."));
  }

  private void error(String code, String message, String cure) {
    findings.add(Finding.error(code, message, cure));
  }
}
