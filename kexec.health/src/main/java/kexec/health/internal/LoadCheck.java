package kexec.health.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.Kexec;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.ResultLog;

/**
 * Whether an image for a slot could be loaded now. What is loaded is not affected by an obstacle,
 * so that it is a warning.
 */
final class LoadCheck implements Check {

  private final Kexec kexec;
  private final Slot slot;

  LoadCheck(Kexec kexec, Slot slot) {
    this.kexec = kexec;
    this.slot = slot;
  }

  @Override
  public List<ResultLog.Entry> examine() throws KexecException {
    List<ResultLog.Entry> entries = new ArrayList<>();
    for (Finding finding : kexec.explain(slot, Optional.empty())) {
      Status status = finding.isError() ? Status.WARN : Status.OK;
      entries.add(Entries.of(status, finding.message(), finding.cure()));
    }
    if (entries.isEmpty()) {
      entries.add(Entries.of(Status.OK, "nothing is known that would prevent a load", ""));
    }
    return entries;
  }
}
