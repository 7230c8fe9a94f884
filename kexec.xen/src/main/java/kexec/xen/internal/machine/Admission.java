package kexec.xen.internal.machine;

import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.ReceiverException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Plan;

/**
 * Refuses an image for what may have changed since it was planned, before the hypervisor is called:
 * memory that it may hand out by now, a crash region that is another one.
 */
final class Admission {

  private Admission() {}

  /**
   * Checks an image.
   *
   * @param memory the machine's memory now
   * @param forbidden RAM in which a default image may not lie now
   */
  static void check(
      Plan plan, MemoryMap memory, RangeSet<MachineAddress> forbidden, String attempted)
      throws KexecException {
    switch (plan.slot()) {
      case DEFAULT -> checkOwned(plan, memory, forbidden, attempted);
      case CRASH -> checkRegion(plan, memory, attempted);
    }
  }

  private static void checkOwned(
      Plan plan, MemoryMap memory, RangeSet<MachineAddress> forbidden, String attempted)
      throws KexecException {
    RangeSet<MachineAddress> met = plan.footprint().intersect(forbidden);
    if (!met.isEmpty()) {
      throw refusal(
          "memory-given-back",
          attempted,
          "%s belonged to a domain when the image was planned, and may be handed out now"
              .formatted(met.ranges().get(0)));
    }
    if (!plan.footprint().subtract(memory.ram()).isEmpty()) {
      throw refusal("segment-outside-ram", attempted, "a segment does not lie wholly in RAM");
    }
  }

  private static void checkRegion(Plan plan, MemoryMap memory, String attempted)
      throws KexecException {
    Optional<Range<MachineAddress>> region = memory.crashRegion();
    if (!region.equals(plan.memory().crashRegion())) {
      throw refusal(
          "outside-crash-region",
          attempted,
          "the crash region is %s, and was %s when the image was planned"
              .formatted(told(region), told(plan.memory().crashRegion())));
    }
    Optional<Finding> full = XenChecks.controlPages(plan);
    if (full.isPresent()) {
      throw refusal(full.get().code(), attempted, full.get().message());
    }
  }

  private static String told(Optional<Range<MachineAddress>> region) {
    return region.map(Range::toString).orElse("none");
  }

  private static ReceiverException refusal(String code, String attempted, String cause) {
    return new ReceiverException(
        new Fault(
            code,
            attempted,
            cause + "; nothing was handed over, so what was loaded still is",
            "Plan again for the memory as it is now."));
  }
}
