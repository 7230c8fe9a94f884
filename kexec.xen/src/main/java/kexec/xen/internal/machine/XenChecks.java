package kexec.xen.internal.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Attempt;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
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

/** Checks of the hypervisor's requirements on plans that no declared rule expresses. */
final class XenChecks {

  private static final int PAGE = 4096;

  private XenChecks() {}

  /**
   * Joins a plan's segments to at most the number that the hypervisor accepts.
   *
   * @param plan the plan
   * @param method the load method
   * @param forbidden supplies the RAM where a default image must not be placed; called only if
   *     segments must be joined
   * @return the segments, or empty if there are too many
   */
  static Optional<List<JoinedSegment>> join(
      Plan plan, LoadMethod method, Attempt<RangeSet<MachineAddress>> forbidden)
      throws KexecException {
    int most = most(plan, method);
    RangeSet<MachineAddress> room =
        plan.segments().size() > most ? room(plan, forbidden.run()) : RangeSet.empty();
    return Joiner.join(plan.segments(), most, room);
  }

  private static int most(Plan plan, LoadMethod method) {
    return method.equals(XenRules.PAGE_LIST)
        ? XenNumbers.KEXEC_SEGMENT_MAX
        // Ranges that are only mapped count as well.
        : XenNumbers.KEXEC_SEGMENT_MAX - 1 - LowMemory.besides(plan.footprint()).size();
  }

  private static RangeSet<MachineAddress> room(Plan plan, RangeSet<MachineAddress> forbidden) {
    return plan.slot() == Slot.CRASH
        ? plan.memory().crashRegion().map(RangeSet::of).orElse(RangeSet.empty())
        : plan.memory().usable().subtract(forbidden);
  }

  static List<Finding> check(Plan plan, Attempt<RangeSet<MachineAddress>> forbidden)
      throws KexecException {
    List<Finding> findings = new ArrayList<>();
    for (LoadMethod method : plan.methods()) {
      if (!method.equals(LoadMethod.FILES) && join(plan, method, forbidden).isEmpty()) {
        findings.add(
            Finding.error(
                "too-many-segments",
                "%s segments, but the hypervisor takes %s as %s, and no more neighbours can be joined"
                    .formatted(plan.segments().size(), most(plan, method), method.label()),
                "Join initrds or modules into one file."));
      }
    }
    findings.addAll(controlPages(plan, plan.memory()));
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

  /** The hypervisor would detect this only after it has overwritten the previous image. */
  static List<Finding> controlPages(Plan plan, MemoryMap memory) {
    Optional<Range<MachineAddress>> region = memory.crashRegion();
    if (plan.slot() != Slot.CRASH || region.isEmpty()) {
      return List.of();
    }
    long free = RangeSet.of(region.get()).subtract(plan.footprint()).size();
    long needed = ControlPages.of(plan) * PAGE;
    return free >= needed
        ? List.of()
        : List.of(
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

  /** A page list does not tell the hypervisor the entry mode of the image. */
  static boolean isEnteredRightly(Plan plan, LoadMethod method) {
    return !plan.kernel().architecture().equals(Architecture.I386)
        || !method.equals(XenRules.PAGE_LIST);
  }
}
