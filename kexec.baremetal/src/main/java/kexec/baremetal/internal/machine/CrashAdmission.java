package kexec.baremetal.internal.machine;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.ReceiverException;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.text.Size;

/**
 * Refuses a crash image for what the kernel would refuse it for, against the memory as it is now.
 * The kernel frees the crash image that it has before it looks at the next one, so all of it has to
 * be found out before.
 */
final class CrashAdmission {

  /** What the kernel puts beside the image besides page tables: code, stacks, lists. */
  private static final long CONTROL_PAGES = 16;

  /** One page table page maps this much; the kernel makes them for all RAM. */
  private static final long MAPPED_BY_A_PAGE = 1L << 30;

  private final ReceiverRules rules;
  private final MemoryMap memory;
  private final String attempted;

  CrashAdmission(ReceiverRules rules, MemoryMap memory, String attempted) {
    this.rules = rules;
    this.memory = memory;
    this.attempted = attempted;
  }

  void check(Plan plan) throws KexecException {
    checkSegments(plan.segments());
    Optional<Range<MachineAddress>> region = memory.crashRegion();
    if (region.isPresent()) {
      checkRegion(plan, region.get());
    }
  }

  /** In the order of Linux, kernel/kexec_core.c, sanity_check_segment_list(). */
  private void checkSegments(List<Segment> segments) throws ReceiverException {
    if (segments.size() > rules.maxSegments()) {
      throw refusal(
          "too-many-segments",
          "%d segments, at most %d are taken".formatted(segments.size(), rules.maxSegments()));
    }
    for (Segment segment : segments) {
      Range<MachineAddress> range = segment.memory();
      if (!rules.pageSize().isAligned(range.start().value())
          || !rules.pageSize().isAligned(range.end().value())
          || rules.destinationLimit().isBelow(range.end())) {
        throw refusal("segment-place", segment + " is not whole pages that kexec can reach");
      }
    }
    for (int i = 1; i < segments.size(); i++) {
      // A plan's segments ascend.
      if (segments.get(i).memory().start().isBelow(segments.get(i - 1).memory().end())) {
        throw refusal(
            "segments-overlap", segments.get(i - 1) + " and " + segments.get(i) + " overlap");
      }
    }
    for (Segment segment : segments) {
      if (Long.compareUnsigned(segment.data().size(), segment.memory().size()) > 0) {
        throw refusal(
            "segment-content",
            "%s has %s of content".formatted(segment, Size.both(segment.data().size())));
      }
    }
  }

  private void checkRegion(Plan plan, Range<MachineAddress> region) throws ReceiverException {
    for (Segment segment : plan.segments()) {
      if (!region.contains(segment.memory())) {
        throw refusal(
            "outside-crash-region", segment + " is not in the crash region, which is " + region);
      }
    }
    MachineAddress entry = plan.entry().orElseThrow().entry();
    if (!region.contains(entry)) {
      throw refusal(
          "outside-crash-region",
          "the entry " + entry + " is not in the crash region, which is " + region);
    }
    long free = RangeSet.of(region).subtract(plan.footprint()).size();
    long needed =
        (CONTROL_PAGES + memory.kernelRam().size() / MAPPED_BY_A_PAGE) * rules.pageSize().bytes();
    if (free < needed) {
      throw refusal(
          "no-control-page",
          "the segments leave %s of the crash region %s, and the kernel needs %s there"
              .formatted(Size.both(free), region, Size.both(needed)));
    }
  }

  private ReceiverException refusal(String code, String cause) {
    return new ReceiverException(
        new Fault(
            code,
            attempted,
            cause + "; nothing was handed over, so what was loaded still is",
            "Plan again for the memory as it is now; where the region is too small, reserve more"
                + " with crashkernel= and start the system again."));
  }
}
