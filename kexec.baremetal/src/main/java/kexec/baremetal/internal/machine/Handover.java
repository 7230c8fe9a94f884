package kexec.baremetal.internal.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Slot;
import kexec.baremetal.internal.diagnosis.Diagnosis;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.baremetal.internal.staging.ImageStager;
import kexec.baremetal.internal.staging.Staged;
import kexec.linux.sys.SystemCallException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands an image to the kernel by the ways that its plan names, until one is taken. */
final class Handover {

  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

  private final LinuxHost host;
  private final LinuxRules rules;
  private final LoadedSlots slots;
  private final Diagnosis diagnosis;
  private final String attempted;

  Handover(
      LinuxHost host, LinuxRules rules, LoadedSlots slots, Diagnosis diagnosis, String attempted) {
    this.host = host;
    this.rules = rules;
    this.slots = slots;
    this.diagnosis = diagnosis;
    this.attempted = attempted;
  }

  /** Returns the way that the kernel took. */
  LoadMethod run(LinuxImage image) throws KexecException {
    boolean armed = image.plan().slot() == Slot.CRASH && slots.isLoaded(Slot.CRASH);
    // Open until the refusal is explained, because the explanation names them.
    List<Staged> others = new ArrayList<>();
    try {
      return tryAll(image, others);
    } catch (SystemCallException e) {
      boolean lost = armed && !slots.isLoaded(Slot.CRASH);
      throw diagnosis.refusal(e, lost ? Handover::withSlotLost : UnaryOperator.identity());
    } finally {
      others.forEach(Staged::close);
    }
  }

  private static Fault withSlotLost(Fault fault) {
    return new Fault(
        fault.code(),
        fault.attempted(),
        fault.cause()
            + "; the crash image that was loaded before is gone, because the kernel frees it before"
            + " it takes another one",
        fault.cure() + " Until an image is loaded again, a crash starts no kernel.");
  }

  private LoadMethod tryAll(LinuxImage image, List<Staged> others)
      throws KexecException, SystemCallException {
    List<LoadMethod> methods = image.plan().methods();
    SystemCallException before = null;
    for (int i = 0; i < methods.size(); i++) {
      try {
        staged(image, methods.get(i), others).load(host.kexecCalls());
        return methods.get(i);
      } catch (SystemCallException e) {
        if (before != null) {
          e.addSuppressed(before);
        }
        boolean more = i + 1 < methods.size();
        if (!more || !Fallback.isWorthATry(methods.get(i), e.failed())) {
          throw e;
        }
        LOG.info("{}; trying {}", e.getMessage(), methods.get(i + 1).label());
        before = e;
      }
    }
    throw new IllegalArgumentException("a plan names no way to load it");
  }

  private Staged staged(LinuxImage image, LoadMethod method, List<Staged> others)
      throws KexecException, SystemCallException {
    if (method == image.firstMethod()) {
      return image.first();
    }
    Staged other =
        new ImageStager(host.calls())
            .stage(image.plan(), method, rules.read().coreHeaderRoom(), attempted);
    others.add(other);
    return other;
  }
}
