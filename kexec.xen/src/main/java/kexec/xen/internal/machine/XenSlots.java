package kexec.xen.internal.machine;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import kexec.api.machine.MachineStatus;
import kexec.api.plan.Slot;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.hypercall.ImageType;
import kexec.xen.internal.hypercall.KexecOp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hypervisor's two slots.
 *
 * <p>The hypervisor reports whether a slot is loaded from a bit that each load and each unload
 * toggles (Xen, xen/common/kexec.c, {@code kexec_swap_images}): a second load makes it report
 * "empty", an unload of an empty slot "loaded". Every operation here therefore leaves the bit in
 * the correct state, whatever it was before.
 */
final class XenSlots {

  private static final Logger LOG = LoggerFactory.getLogger(XenSlots.class);

  private final KexecOp kexec;

  XenSlots(KexecOp kexec) {
    this.kexec = kexec;
  }

  /** Loads an image; repeatable. */
  @FunctionalInterface
  interface Load {
    void run() throws SystemCallException;
  }

  /**
   * Loads an image. The hypervisor decides when it replaces the previous image, and keeps that
   * image if it rejects the new one.
   *
   * @param before what the hypervisor reported for the slot before
   */
  void load(Slot slot, boolean before, Load load) throws SystemCallException {
    load.run();
    if (isLoadedNow(slot, !before)) {
      return;
    }
    try {
      // Loads the same image again, so that the slot is never empty in between.
      load.run();
    } catch (SystemCallException e) {
      LOG.debug("No room for the same image twice: {}", e.getMessage());
      unload(slot, false);
      load.run();
    }
  }

  /**
   * Empties a slot, which may be empty already.
   *
   * @throws SystemCallException if the hypervisor refuses repeatedly, because half of an unload
   *     would leave the slot reported wrongly
   */
  void unload(Slot slot) throws SystemCallException {
    boolean before;
    try {
      before = isLoaded(slot);
    } catch (SystemCallException e) {
      LOG.debug("asking once more: {}", e.getMessage());
      before = isLoaded(slot);
    }
    unload(slot, before);
  }

  private void unload(Slot slot, boolean before) throws SystemCallException {
    unloadOnce(slot);
    if (isLoadedNow(slot, !before)) {
      unloadOnce(slot);
    }
  }

  private void unloadOnce(Slot slot) throws SystemCallException {
    try {
      kexec.unload(ImageType.of(slot));
    } catch (SystemCallException e) {
      LOG.debug("trying it once more: {}", e.getMessage());
      kexec.unload(ImageType.of(slot));
    }
  }

  /**
   * Returns what the hypervisor reports after a change. If it does not answer, the change has
   * toggled its bit; that something has changed must not be reported as a failure.
   */
  private boolean isLoadedNow(Slot slot, boolean toggled) {
    try {
      return isLoaded(slot);
    } catch (SystemCallException e) {
      LOG.debug("not told: {}", e.getMessage());
      return toggled;
    }
  }

  boolean isLoaded(Slot slot) throws SystemCallException {
    return kexec.status(ImageType.of(slot));
  }

  MachineStatus status() throws SystemCallException {
    Map<String, String> details = new LinkedHashMap<>();
    EnumSet<Slot> loaded = EnumSet.noneOf(Slot.class);
    for (Slot slot : Slot.values()) {
      boolean is = isLoaded(slot);
      if (is) {
        loaded.add(slot);
      }
      details.put("kexec_status " + ImageType.of(slot), is ? "1" : "0");
    }
    details.put(
        "crash region", kexec.crashRegion().map(Object::toString).orElse("none is reserved"));
    return new MachineStatus(loaded, details);
  }
}
