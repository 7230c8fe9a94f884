package kexec.sim.internal.machine;

import java.util.List;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.ReceiverException;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Segment;
import kexec.api.plan.Slot;
import kexec.api.text.Size;

/**
 * What the simulated receiver refuses: what Linux refuses in {@code sanity_check_segment_list}, in
 * its order, and destinations without RAM, which Linux accepts in silence.
 */
final class Admission {

  private static final String CURE = "Check the plan with the rules of this machine.";

  private final ReceiverRules rules;
  private final MemoryMap memory;

  Admission(ReceiverRules rules, MemoryMap memory) {
    this.rules = rules;
    this.memory = memory;
  }

  /** Returns the plan's entry. */
  EntryState check(Plan plan, String attempted) throws KexecException {
    if (!plan.isLoadable() && plan.findings().stream().anyMatch(f -> f.isError())) {
      throw new PlanRefusedException(attempted, plan.findings(), plan);
    }
    EntryState entry =
        plan.entry().orElseThrow(() -> refusal(attempted, "no-entry", "the plan has no entry"));
    List<Segment> segments = plan.segments();
    if (segments.size() > rules.maxSegments()) {
      throw refusal(
          attempted,
          "too-many-segments",
          "%d segments, at most %d are taken".formatted(segments.size(), rules.maxSegments()));
    }
    for (int i = 0; i < segments.size(); i++) {
      checkPlace(segments.get(i), attempted);
      checkOverlap(segments, i, attempted);
      checkContent(segments.get(i), attempted);
    }
    checkSize(segments, attempted);
    if (plan.slot() == Slot.CRASH) {
      checkCrashRegion(plan, entry, attempted);
    }
    checkRam(segments, attempted);
    return entry;
  }

  private void checkPlace(Segment segment, String attempted) throws ReceiverException {
    Range<MachineAddress> range = segment.memory();
    if (!rules.pageSize().isAligned(range.start().value())
        || !rules.pageSize().isAligned(range.end().value())
        || rules.destinationLimit().isBelow(range.end())) {
      throw refusal(
          attempted,
          "segment-place",
          "%s is not whole pages below %s".formatted(segment, rules.destinationLimit()));
    }
  }

  private static void checkOverlap(List<Segment> segments, int at, String attempted)
      throws ReceiverException {
    // A plan's segments ascend.
    if (at > 0 && segments.get(at).memory().start().isBelow(segments.get(at - 1).memory().end())) {
      throw refusal(
          attempted,
          "segments-overlap",
          segments.get(at - 1) + " and " + segments.get(at) + " overlap");
    }
  }

  private static void checkContent(Segment segment, String attempted) throws ReceiverException {
    if (Long.compareUnsigned(segment.data().size(), segment.memory().size()) > 0) {
      throw refusal(
          attempted,
          "segment-content",
          "%s has %s of content".formatted(segment, Size.both(segment.data().size())));
    }
  }

  private void checkSize(List<Segment> segments, String attempted) throws ReceiverException {
    long most = memory.kernelRam().size() / rules.ramDivisor();
    // Segments lie below the destination limit and do not overlap, so the sum does not overflow.
    long all = segments.stream().mapToLong(segment -> segment.memory().size()).sum();
    if (all > most) {
      throw refusal(
          attempted,
          "image-too-large",
          "the segments take %s, at most %s of the RAM are given"
              .formatted(Size.both(all), Size.both(most)));
    }
  }

  private void checkCrashRegion(Plan plan, EntryState entry, String attempted)
      throws ReceiverException {
    Range<MachineAddress> region =
        memory
            .crashRegion()
            .orElseThrow(
                () ->
                    refusal(
                        attempted,
                        "no-crash-region",
                        "the machine reserves no memory for a crash kernel"));
    for (Segment segment : plan.segments()) {
      if (!region.contains(segment.memory())) {
        throw refusal(
            attempted, "outside-crash-region", segment + " is not in the crash region " + region);
      }
    }
    if (!region.contains(entry.entry())) {
      throw refusal(
          attempted,
          "outside-crash-region",
          "the entry " + entry.entry() + " is not in the crash region " + region);
    }
  }

  private void checkRam(List<Segment> segments, String attempted) throws ReceiverException {
    for (Segment segment : segments) {
      if (!memory.ram().contains(segment.memory())) {
        throw refusal(attempted, "no-ram", segment + " is not wholly in RAM");
      }
    }
  }

  private static ReceiverException refusal(String attempted, String code, String cause) {
    return new ReceiverException(new Fault(code, attempted, cause, CURE));
  }
}
