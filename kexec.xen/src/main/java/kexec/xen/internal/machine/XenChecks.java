package kexec.xen.internal.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.text.Size;
import kexec.xen.internal.hypercall.XenNumbers;
import kexec.xen.internal.staging.JoinedSegment;
import kexec.xen.internal.staging.Joiner;
import kexec.xen.internal.staging.LowMemory;

/** What no declared rule says of the plans that the hypervisor takes. */
final class XenChecks {

  private static final int PAGE = 4096;

  private XenChecks() {}

  /**
   * Joins a plan's segments to as many as the hypervisor takes.
   *
   * @param plan the plan
   * @param method how it will be handed over
   * @param forbidden tells in which RAM a default image may not lie; asked only where some have to
   *     be joined
   * @return the segments, or nothing where there are too many
   */
  static Optional<List<JoinedSegment>> join(Plan plan, LoadMethod method, Forbidden forbidden)
      throws KexecException {
    int most = most(plan, method);
    RangeSet<MachineAddress> room =
        plan.segments().size() > most ? room(plan, forbidden.read()) : RangeSet.empty();
    return Joiner.join(plan.segments(), most, room);
  }

  /** Tells in which RAM a default image may not lie. */
  @FunctionalInterface
  interface Forbidden {
    RangeSet<MachineAddress> read() throws KexecException;
  }

  private static int most(Plan plan, LoadMethod method) {
    return switch (method) {
      // What is only mapped counts as well.
      case SEGMENTS ->
          XenNumbers.KEXEC_SEGMENT_MAX - 1 - LowMemory.besides(plan.footprint()).size();
      case PAGE_LIST -> XenNumbers.KEXEC_SEGMENT_MAX;
      case FILES -> throw new IllegalArgumentException("the hypervisor takes no files");
    };
  }

  private static RangeSet<MachineAddress> room(Plan plan, RangeSet<MachineAddress> forbidden) {
    return plan.slot() == Slot.CRASH
        ? plan.memory().crashRegion().map(RangeSet::of).orElse(RangeSet.empty())
        : plan.memory().usable().subtract(forbidden);
  }

  static List<Finding> check(Plan plan, Forbidden forbidden) throws KexecException {
    List<Finding> findings = new ArrayList<>();
    for (LoadMethod method : plan.methods()) {
      if (method != LoadMethod.FILES && join(plan, method, forbidden).isEmpty()) {
        findings.add(
            Finding.error(
                "too-many-segments",
                "%d segments, but the hypervisor takes %d as %s, and no more neighbours can be joined"
                    .formatted(plan.segments().size(), most(plan, method), method.label()),
                "Join initrds or modules into one file."));
      }
    }
    controlPages(plan).ifPresent(findings::add);
    mode(plan).ifPresent(findings::add);
    if (plan.entryCheck() == EntryCheck.NONE) {
      findings.add(
          Finding.warning(
              "hypervisor-unchecked",
              "the hypervisor says nothing where it could not read a part of the image, and the"
                  + " segments are not checked before the kernel is entered",
              "Leave the check before the entry on."));
    }
    return findings;
  }

  /** The hypervisor finds that out when the image that was there is overwritten already. */
  static Optional<Finding> controlPages(Plan plan) {
    Optional<Range<MachineAddress>> region = plan.memory().crashRegion();
    if (plan.slot() != Slot.CRASH || region.isEmpty()) {
      return Optional.empty();
    }
    long free = RangeSet.of(region.get()).subtract(plan.footprint()).size();
    long needed = ControlPages.of(plan) * PAGE;
    return free >= needed
        ? Optional.empty()
        : Optional.of(
            Finding.error(
                "crash-region-full",
                "the segments leave %s of the crash region %s, and the hypervisor puts up to"
                        .formatted(Size.both(free), region.get())
                    + " %s of its own there".formatted(Size.both(needed)),
                "Reserve more with crashkernel= on the hypervisor's command line."));
  }

  private static Optional<Finding> mode(Plan plan) {
    return isEnteredRightly(plan, plan.methods().get(0))
        ? Optional.empty()
        : Optional.of(
            Finding.error(
                "page-list-enters-long-mode",
                "an image that is handed over as a list of pages is entered in the mode of dom0,"
                    + " which has 64 bits",
                "Hand over segments."));
  }

  /** With a list the hypervisor is not told in which mode the image is to be entered. */
  static boolean isEnteredRightly(Plan plan, LoadMethod method) {
    return !plan.kernel().architecture().equals(Architecture.I386)
        || method != LoadMethod.PAGE_LIST;
  }
}
