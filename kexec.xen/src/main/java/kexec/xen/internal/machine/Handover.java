package kexec.xen.internal.machine;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.ReceiverException;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.diagnosis.Operation;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.hypercall.Hypervisor;
import kexec.xen.internal.hypercall.KexecOp;
import kexec.xen.internal.hypercall.XenNumbers;
import kexec.xen.internal.staging.JoinedSegment;
import kexec.xen.internal.staging.PageListStager;
import kexec.xen.internal.staging.SegmentStager;
import kexec.xen.internal.staging.Staged;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands an image to the hypervisor by the ways that its plan names, until one is taken. */
final class Handover {

  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

  /** The hypervisor does not have this call at all; the image is not looked at. */
  private static final Set<Errno> CALL_IS_MISSING = EnumSet.of(Errno.ENOSYS, Errno.EOPNOTSUPP);

  /** These may come when a part of the image is written already. */
  private static final Set<Errno> HAD_BEGUN = EnumSet.of(Errno.ENOMEM, Errno.EFAULT);

  private final Hypervisor hypervisor;
  private final MemoryOps memory;
  private final String attempted;

  Handover(Hypervisor hypervisor, MemoryOps memory, String attempted) {
    this.hypervisor = hypervisor;
    this.memory = memory;
    this.attempted = attempted;
  }

  /**
   * Stages an image for one way.
   *
   * @param forbidden RAM in which a default image may not lie
   * @return the image, the caller's to close
   */
  Staged stage(Plan plan, LoadMethod method, RangeSet<MachineAddress> forbidden)
      throws KexecException {
    List<JoinedSegment> segments =
        XenChecks.join(plan, method, () -> forbidden).orElseThrow(() -> tooMany(plan));
    if (method == LoadMethod.PAGE_LIST) {
      return new PageListStager(memory.pages().orElseThrow(), XenRules.SOURCE_LIMIT, attempted)
          .stage(plan, segments);
    }
    try {
      return new SegmentStager(hypervisor.memory(), attempted).stage(plan, segments, arch(plan));
    } catch (SystemCallException e) {
      throw Refusals.of(e, Operation.BUFFER);
    }
  }

  private ReceiverException tooMany(Plan plan) {
    return new ReceiverException(
        new Fault(
            "too-many-segments",
            attempted,
            "the plan has %d segments, more than the hypervisor takes, and too few neighbours can be"
                    .formatted(plan.segments().size())
                + " joined",
            "Plan again, and join initrds or modules into one file."));
  }

  private static int arch(Plan plan) {
    return plan.kernel().architecture().equals(Architecture.I386)
        ? XenNumbers.EM_386
        : XenNumbers.EM_X86_64;
  }

  /** Returns the way that the hypervisor took. */
  LoadMethod run(XenImage image) throws KexecException {
    Slot slot = image.plan().slot();
    XenSlots slots = new XenSlots(new KexecOp(hypervisor));
    boolean wasLoaded = false;
    try {
      wasLoaded = slots.isLoaded(slot);
      return tryAll(slots, image);
    } catch (SystemCallException e) {
      KexecException refusal = refusal(e, slot);
      throw wasLoaded && isLost(slots, slot, e) ? withSlotLost(refusal) : refusal;
    }
  }

  private LoadMethod tryAll(XenSlots slots, XenImage image)
      throws KexecException, SystemCallException {
    Plan plan = image.plan();
    try {
      load(slots, plan.slot(), image.first());
      return plan.methods().get(0);
    } catch (SystemCallException e) {
      if (!isOtherWorthATry(plan, e)) {
        throw e;
      }
      LOG.info("{}; trying {}", e.getMessage(), plan.methods().get(1).label());
      LoadMethod other = plan.methods().get(1);
      loadOther(slots, image, other, e);
      return other;
    }
  }

  private static boolean isOtherWorthATry(Plan plan, SystemCallException e) {
    return plan.methods().size() > 1
        && XenChecks.isEnteredRightly(plan, plan.methods().get(1))
        && e.failed().errno().filter(CALL_IS_MISSING::contains).isPresent();
  }

  private void loadOther(
      XenSlots slots, XenImage image, LoadMethod method, SystemCallException before)
      throws KexecException, SystemCallException {
    try (Staged other = stage(image.plan(), method, image.forbidden())) {
      load(slots, image.plan().slot(), other);
    } catch (SystemCallException e) {
      e.addSuppressed(before);
      throw e;
    }
  }

  /**
   * Tells whether a refused load has cost the image that was there. A crash image is written over
   * the old one, so that one is broken where the hypervisor had begun; it is taken out then, so
   * that nobody relies on it.
   */
  private static boolean isLost(XenSlots slots, Slot slot, SystemCallException refused) {
    try {
      if (slot == Slot.CRASH && refused.failed().errno().filter(HAD_BEGUN::contains).isPresent()) {
        slots.unload(slot);
      }
      return !slots.isLoaded(slot);
    } catch (SystemCallException e) {
      refused.addSuppressed(e);
      return false;
    }
  }

  private static ReceiverException withSlotLost(KexecException refusal) {
    Fault fault = refusal.fault();
    return new ReceiverException(
        new Fault(
            fault.code(),
            fault.attempted(),
            fault.cause() + "; the image that was loaded before is gone",
            fault.cure() + " Until an image is loaded again, nothing is started."),
        refusal);
  }

  private void load(XenSlots slots, Slot slot, Staged staged)
      throws KexecException, SystemCallException {
    KexecOp kexec = new KexecOp(hypervisor);
    if (staged.needsEmptySlot()) {
      staged.knock(kexec);
      slots.unload(slot);
    }
    slots.load(slot, () -> staged.load(kexec));
  }

  private static KexecException refusal(SystemCallException e, Slot slot) {
    return Refusals.of(
        e,
        switch (slot) {
          case DEFAULT -> Operation.LOAD_DEFAULT;
          case CRASH -> Operation.LOAD_CRASH;
        });
  }
}
