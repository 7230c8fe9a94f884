package kexec.receiver.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.PreparedImage;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.linux.sys.SystemCallException;
import kexec.receiver.diagnosis.Answer;
import kexec.receiver.diagnosis.Diagnosis;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.staging.ImageStager;
import kexec.receiver.staging.StagedCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An image that is staged for the first load method of its plan, and loaded by the first method
 * that works.
 */
final class LinuxImage extends PreparedImage {

  private static final Logger LOG = LoggerFactory.getLogger(LinuxImage.class);

  private final LinuxHost host;
  private final LinuxRules rules;
  private final LoadedSlots slots;
  private final Diagnosis diagnosis;
  private final CallBudget budget;
  private final StagedCall first;

  LinuxImage(
      LinuxMachine owner,
      Plan plan,
      LinuxHost host,
      LinuxRules rules,
      LoadedSlots slots,
      Diagnosis diagnosis,
      StagedCall first) {
    super(owner, plan);
    this.host = host;
    this.rules = rules;
    this.slots = slots;
    this.diagnosis = diagnosis;
    this.budget = new CallBudget(host.root());
    this.first = first;
  }

  @Override
  protected LoadedImage handOver(String attempted) throws KexecException {
    Slot slot = plan().slot();
    boolean armed = slot == Slot.CRASH && slots.isLoaded(Slot.CRASH);
    // Open until the failure is explained, because the explanation names them.
    List<StagedCall> others = new ArrayList<>();
    try {
      return taken(tryAll(others, attempted));
    } catch (SystemCallException e) {
      boolean lost = armed && !slots.isLoaded(Slot.CRASH);
      throw diagnosis.refusal(
          e,
          fault -> {
            Fault whole = withOther(fault, e);
            return lost ? withSlotLost(whole) : whole;
          });
    } finally {
      others.forEach(StagedCall::close);
    }
  }

  /** Adds the result of the other load method, if there is one. */
  private Fault withOther(Fault fault, SystemCallException e) {
    for (Throwable each : e.getSuppressed()) {
      if (each instanceof SystemCallException before) {
        return more(
            fault,
            "; before that, %s: %s"
                .formatted(before.failed().summary(), diagnosis.explain(before.failed()).cause()),
            "");
      }
    }
    boolean skipped = plan().methods().size() > 1 && isAnotherWorthATry(e);
    return skipped && !budget.permitsAnother(plan().slot())
        ? more(fault, "; " + CallBudget.name(plan().slot()) + " permits no second try", "")
        : fault;
  }

  private static Fault withSlotLost(Fault fault) {
    return more(
        fault,
        "; the crash image that was loaded before is gone, because the kernel frees it before it"
            + " takes another one",
        " Until an image is loaded again, a crash starts no kernel.");
  }

  private static Fault more(Fault fault, String cause, String cure) {
    return new Fault(fault.code(), fault.attempted(), fault.cause() + cause, fault.cure() + cure);
  }

  private static boolean isAnotherWorthATry(SystemCallException e) {
    return Answer.of(e.failed()) != Answer.REFUSED;
  }

  private LoadMethod tryAll(List<StagedCall> others, String attempted)
      throws KexecException, SystemCallException {
    List<LoadMethod> methods = plan().methods();
    SystemCallException before = null;
    for (int i = 0; i < methods.size(); i++) {
      try {
        staged(methods.get(i), others, attempted).load(host.kexecCalls());
        return methods.get(i);
      } catch (SystemCallException e) {
        if (before != null) {
          e.addSuppressed(before);
        }
        boolean more = i + 1 < methods.size();
        if (!more || !isAnotherWorthATry(e) || !budget.permitsAnother(plan().slot())) {
          throw e;
        }
        LOG.info("{}; trying {}", e.failed().summary(), methods.get(i + 1).label());
        LOG.debug("the whole call: {}", e.failed());
        before = e;
      }
    }
    throw new IllegalArgumentException("a plan names no way to load it");
  }

  private StagedCall staged(LoadMethod method, List<StagedCall> others, String attempted)
      throws KexecException, SystemCallException {
    if (method.equals(plan().methods().get(0))) {
      return first;
    }
    StagedCall other =
        new ImageStager(host.calls(), host.pageSize())
            .stage(plan(), method, rules.read().coreHeaderRoom(), attempted, ProgressListener.NONE);
    others.add(other);
    return other;
  }

  /** The kernel reports only whether an image is loaded, so its images have no names. */
  private LoadedImage taken(LoadMethod method) {
    String line =
        method.equals(LoadMethod.FILES) ? ImageStager.commandLine(plan()) : plan().commandLine();
    return new LoadedImage(method, line, Optional.empty());
  }

  /** The kernel has its own copy of a loaded image. */
  @Override
  protected void release(boolean isLoaded) {
    first.close();
  }
}
