package kexec.health.internal;

import java.util.ArrayList;
import java.util.List;
import kexec.api.Backend;
import kexec.api.Kexec;
import kexec.api.fault.KexecException;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.ResultLog;

/** Whether there is a machine that takes images without being named. */
final class MachineCheck implements Check {

  private final Kexec kexec;

  MachineCheck(Kexec kexec) {
    this.kexec = kexec;
  }

  @Override
  public List<ResultLog.Entry> examine() throws KexecException {
    List<ResultLog.Entry> entries = new ArrayList<>();
    for (Backend backend : kexec.backends()) {
      if (backend.kind() == Backend.Kind.MACHINE && backend.chosen()) {
        return List.of(
            Entries.of(
                Status.OK,
                "machine %s of bundle %s is used: %s"
                    .formatted(backend.name(), backend.bundle(), backend.reason()),
                ""));
      }
      if (backend.kind() == Backend.Kind.ABSENT_MACHINE) {
        entries.add(
            Entries.of(
                Status.CRITICAL, "machine %s: %s".formatted(backend.name(), backend.reason()), ""));
      }
    }
    entries.add(
        0,
        Entries.of(
            Status.CRITICAL,
            "there is no machine that takes images without being named",
            "Start the bundle of this host's machine, or give that machine what it lacks."));
    return entries;
  }
}
