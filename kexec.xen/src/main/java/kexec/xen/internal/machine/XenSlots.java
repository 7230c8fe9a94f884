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
   */
  void load(Slot slot, Load load) throws SystemCallException {
    load.run();
    if (isLoaded(slot)) {
      return;
    }
    try {
      // Loads the same image again, so that the slot is never empty in between.
      load.run();
    } catch (SystemCallException e) {
      LOG.debug("No room for the same image twice: {}", e.getMessage());
      unload(slot);
      load.run();
    }
  }

  /** Empties a slot, which may be empty already. */
  void unload(Slot slot) throws SystemCallException {
    kexec.unload(ImageType.of(slot));
    if (isLoaded(slot)) {
      kexec.unload(ImageType.of(slot));
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
