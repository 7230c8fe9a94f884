package kexec.xen.internal.machine;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PreparedImage;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.diagnosis.Operation;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.hypercall.Hypervisor;
import kexec.xen.internal.hypercall.KexecOp;
import kexec.xen.internal.hypercall.XenNumbers;
import kexec.xen.internal.staging.HypercallStager;
import kexec.xen.internal.staging.JoinedSegment;
import kexec.xen.internal.staging.PageListStager;
import kexec.xen.internal.staging.StagedLoad;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An image that is staged for the first load method of its plan, and loaded by the first method
 * that works.
 */
final class XenImage extends PreparedImage {

  private static final Logger LOG = LoggerFactory.getLogger(XenImage.class);

  /** The hypervisor does not implement this call; it does not examine the image. */
  private static final Set<Errno> CALL_IS_MISSING = EnumSet.of(Errno.ENOSYS, Errno.EOPNOTSUPP);

  /** These errors may occur after part of the image was written. */
  private static final Set<Errno> HAD_BEGUN = EnumSet.of(Errno.ENOMEM, Errno.EFAULT);

  private final Hypervisor hypervisor;
  private final MemoryOps memory;
  private final Object slotsLock;
  private final RangeSet<MachineAddress> forbidden;
  private final StagedLoad first;

  /** Whether the hypervisor was told to load. */
  private boolean handedOver;

  /**
   * Stages an image.
   *
   * @param slotsLock held while the slots are changed
   * @param forbidden RAM where a default image must not be placed
   * @param progress told how much of the content is read
   * @throws KexecException if it cannot be staged
   */
  XenImage(
      XenMachine owner,
      Plan plan,
      Hypervisor hypervisor,
      MemoryOps memory,
      Object slotsLock,
      RangeSet<MachineAddress> forbidden,
      String attempted,
      ProgressListener progress)
      throws KexecException {
    super(owner, plan);
    this.hypervisor = hypervisor;
    this.memory = memory;
    this.slotsLock = slotsLock;
    this.forbidden = forbidden;
    this.first = stage(plan.methods().get(0), attempted, progress);
  }

  private StagedLoad stage(LoadMethod method, String attempted, ProgressListener progress)
      throws KexecException {
    Plan plan = plan();
    List<JoinedSegment> segments =
        XenChecks.join(plan, method, () -> forbidden).orElseThrow(() -> tooMany(attempted));
    LongConsumer done = progress.begin("staging the segments", plan.contentSize());
    if (method.equals(XenRules.PAGE_LIST)) {
      return new PageListStager(memory.pages().orElseThrow(), XenRules.SOURCE_LIMIT, attempted)
          .stage(plan, segments, done);
    }
    try {
      return new HypercallStager(hypervisor.memory(), attempted)
          .stage(plan, segments, arch(plan), done);
    } catch (SystemCallException e) {
      throw Refusals.of(e, Operation.BUFFER);
    }
  }

  private KexecException tooMany(String attempted) {
    return new KexecException(
        new Fault(
            "too-many-segments",
            attempted,
            "the plan has %s segments, more than the hypervisor takes, and too few neighbours can be"
                    .formatted(plan().segments().size())
                + " joined",
            "Plan again, and join initrds or modules into one file."));
  }

  private static int arch(Plan plan) {
    return plan.kernel().architecture().equals(Architecture.I386)
        ? XenNumbers.EM_386
        : XenNumbers.EM_X86_64;
  }

  @Override
  protected LoadedImage handOver(String attempted) throws KexecException {
    synchronized (slotsLock) {
      // The hypervisor reports only whether an image is loaded: images have no names.
      return new LoadedImage(load(attempted), plan().commandLine(), Optional.empty());
    }
  }

  /** {@return the method that the hypervisor accepted} */
  private LoadMethod load(String attempted) throws KexecException {
    Slot slot = plan().slot();
    XenSlots slots = new XenSlots(new KexecOp(hypervisor));
    boolean wasLoaded = false;
    handedOver = false;
    try {
      wasLoaded = slots.isLoaded(slot);
      return tryAll(slots, wasLoaded, attempted);
    } catch (SystemCallException e) {
      KexecException refusal = refusal(e, slot);
      throw wasLoaded && isLost(slots, slot, e) ? withSlotLost(refusal) : refusal;
    }
  }

  private LoadMethod tryAll(XenSlots slots, boolean wasLoaded, String attempted)
      throws KexecException, SystemCallException {
    Plan plan = plan();
    try {
      load(slots, wasLoaded, first);
      return plan.methods().get(0);
    } catch (SystemCallException e) {
      if (!isOtherWorthATry(plan, e)) {
        throw e;
      }
      LOG.info("{}; trying {}", e.getMessage(), plan.methods().get(1).label());
      LoadMethod other = plan.methods().get(1);
      loadOther(slots, wasLoaded, other, e, attempted);
      return other;
    }
  }

  private static boolean isOtherWorthATry(Plan plan, SystemCallException e) {
    return plan.methods().size() > 1
        && XenChecks.isEnteredRightly(plan, plan.methods().get(1))
        && Refusals.isOfHypervisor(e.failed())
        && e.failed().errno().filter(CALL_IS_MISSING::contains).isPresent();
  }

  private void loadOther(
      XenSlots slots,
      boolean wasLoaded,
      LoadMethod method,
      SystemCallException before,
      String attempted)
      throws KexecException, SystemCallException {
    try (StagedLoad other = stage(method, attempted, ProgressListener.NONE)) {
      load(slots, wasLoaded, other);
    } catch (SystemCallException e) {
      e.addSuppressed(before);
      throw e;
    }
  }

  /**
   * Returns whether a rejected load destroyed the previous image. A crash image overwrites the old
   * one, which is corrupt once the hypervisor has begun; it is then unloaded, so that nobody relies
   * on it.
   */
  private boolean isLost(XenSlots slots, Slot slot, SystemCallException refused) {
    try {
      if (slot == Slot.CRASH && handedOver && hasBegun(refused.failed())) {
        slots.unload(slot);
      }
      return !slots.isLoaded(slot);
    } catch (SystemCallException e) {
      refused.addSuppressed(e);
      return false;
    }
  }

  /** An error of dom0's kernel, which has no memory for the call, comes before the call. */
  private static boolean hasBegun(FailedCall failed) {
    return Refusals.isOfHypervisor(failed)
        && failed.errno().filter(HAD_BEGUN::contains).isPresent();
  }

  private static KexecException withSlotLost(KexecException refusal) {
    Fault fault = refusal.fault();
    return new KexecException(
        new Fault(
            fault.code(),
            fault.attempted(),
            fault.cause() + "; the image that was loaded before is gone",
            fault.cure() + " Until an image is loaded again, nothing is started."),
        refusal);
  }

  private void load(XenSlots slots, boolean wasLoaded, StagedLoad staged)
      throws KexecException, SystemCallException {
    Slot slot = plan().slot();
    KexecOp kexec = new KexecOp(hypervisor);
    if (staged.needsEmptySlot()) {
      staged.knock(kexec);
      slots.unload(slot);
    }
    slots.load(slot, wasLoaded && !staged.needsEmptySlot(), () -> run(staged, kexec));
  }

  private void run(StagedLoad staged, KexecOp kexec) throws SystemCallException {
    handedOver = true;
    staged.load(kexec);
  }

  private static KexecException refusal(SystemCallException e, Slot slot) {
    return Refusals.of(
        e,
        switch (slot) {
          case DEFAULT -> Operation.LOAD_DEFAULT;
          case CRASH -> Operation.LOAD_CRASH;
        });
  }

  /** The hypervisor has its own copy of a loaded image. */
  @Override
  protected void release(boolean isLoaded) {
    first.close();
  }
}
