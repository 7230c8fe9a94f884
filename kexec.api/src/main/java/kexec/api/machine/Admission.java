package kexec.api.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.memory.UnknownMemory;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Segment;
import kexec.api.plan.Slot;
import kexec.api.text.Size;

/**
 * The rules that every image must satisfy: what its receiver would reject, and what the receiver
 * would accept and what fails after the jump. The planner applies them to the memory that the plan
 * is made for, and each machine applies them again in {@link MachineKexec#prepare} to its memory at
 * that moment, so that a faulty boot protocol, a stale plan or a plan from elsewhere never reaches
 * a receiver.
 */
public final class Admission {

  private final Plan plan;
  private final ReceiverRules rules;
  private final MemoryMap memory;
  private final RangeSet<MachineAddress> kept;
  private final List<Finding> findings = new ArrayList<>();

  private Admission(Plan plan, ReceiverRules rules, MemoryMap memory) {
    this.plan = plan;
    this.rules = rules;
    this.memory = memory;
    this.kept = memory.ram().subtract(memory.usable());
  }

  /**
   * {@return all violations, and how the image is passed to its receiver where that is worth
   * knowing; perhaps empty}
   *
   * @param plan the plan; its own findings and its own memory map are ignored
   * @param rules what its receiver accepts
   * @param memory the memory of the machine
   */
  public static List<Finding> check(Plan plan, ReceiverRules rules, MemoryMap memory) {
    Admission admission = new Admission(plan, rules, memory);
    admission.methods();
    admission.image();
    return admission.findings;
  }

  private void image() {
    number();
    plan.segments().forEach(this::place);
    overlaps();
    shareOfRam();
    entry();
  }

  /**
   * Checks a plan that is about to be staged. Its load methods are not checked: a receiver that
   * refuses one by now may accept the next.
   *
   * @param plan the plan
   * @param rules what its receiver accepts now
   * @param memory the memory of the machine now
   * @param own what the machine itself found
   * @param attempted what is being done, as a gerund, for error messages
   * @throws PlanRefusedException if the plan has an error finding, or if there is one now, with the
   *     code of the first
   * @throws KexecException if the plan has no entry or no segment
   */
  public static void require(
      Plan plan, ReceiverRules rules, MemoryMap memory, List<Finding> own, String attempted)
      throws KexecException {
    plan.requireLoadable(attempted);
    Admission admission = new Admission(plan, rules, memory);
    admission.image();
    List<Finding> findings = admission.findings;
    findings.addAll(own);
    if (findings.stream().anyMatch(Finding::isError)) {
      throw new PlanRefusedException(attempted, findings, plan);
    }
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
    if (plan.methods().get(0).equals(LoadMethod.FILES)) {
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
          "%s segments, but the receiver takes %s"
              .formatted(plan.segments().size(), rules.maxSegments()),
          "Join initrds or modules into one file.");
    }
  }

  private void place(Segment segment) {
    Range<MachineAddress> place = segment.memory();
    if (!rules.pageSize().isAligned(place.start().value())
        || !rules.pageSize().isAligned(place.end().value())) {
      error(
          "segment-not-aligned",
          "segment %s is not aligned to 0x%x".formatted(segment, rules.pageSize().bytes()),
          "Report this: the boot protocol placed it wrongly.");
    }
    if (Long.compareUnsigned(segment.data().size(), place.size()) > 0) {
      error(
          "segment-too-long",
          "the %s of %s do not fit in it".formatted(Size.both(segment.data().size()), segment),
          "Report this: the boot protocol built more than it asked room for.");
    }
    if (rules.destinationLimit().isBelow(place.end())) {
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

  /** A segment for the default slot must also not be in RAM that is reserved for something else. */
  private void inUsable(Segment segment) {
    RangeSet<MachineAddress> held = kept.intersect(segment.memory());
    if (!held.isEmpty()) {
      error(
          "segment-on-held-memory",
          ("segment %s lies on RAM that is kept for a crash kernel, or that the running kernel or a"
                  + " device keeps: %s")
              .formatted(segment, held.brief()),
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
              .formatted(segment, shared.brief()),
          "Move it with --mem-min and --mem-max.");
    }
  }

  private void inRam(Segment segment) {
    RangeSet<MachineAddress> outside = RangeSet.of(segment.memory()).subtract(memory.ram());
    if (!outside.isEmpty()) {
      error(
          "segment-outside-ram",
          "segment %s does not lie wholly in RAM; outside it is %s"
              .formatted(segment, outside.brief()),
          "Use the memory map of the machine itself, or move it with --mem-min and --mem-max.");
    }
  }

  private void inCrashRegion(Segment segment) {
    Optional<Range<MachineAddress>> region = memory.crashRegion();
    if (region.isEmpty() && memory.isUnknown(UnknownMemory.CRASH_REGION)) {
      return;
    }
    if (region.isEmpty() || !region.get().contains(segment.memory())) {
      error(
          "segment-outside-crash-region",
          "segment %s does not lie in the crash region %s"
              .formatted(segment, region.map(Range::toString).orElse("(none is reserved)")),
          "Reserve memory with crashkernel= on the running kernel's command line, or reserve more.");
    }
  }

  /**
   * The plan's segments ascend by address, so each is only compared with the highest end so far.
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
    long limit = Long.divideUnsigned(memory.kernelRam().size(), rules.ramDivisor());
    long sum = 0;
    Segment largest = null;
    for (Segment segment : plan.segments()) {
      if (largest == null
          || Long.compareUnsigned(segment.memory().size(), largest.memory().size()) > 0) {
        largest = segment;
      }
      long more = sum + segment.memory().size();
      // A sum beyond 64 bits exceeds every limit.
      sum = Long.compareUnsigned(more, sum) < 0 ? -1 : more;
    }
    if (largest != null && Long.compareUnsigned(sum, limit) > 0) {
      error(
          "image-too-large",
          "the segments take %s, but the receiver takes %s at most, 1/%s of the RAM"
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
