package kexec.health.internal;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.api.Backend;
import kexec.api.Kexec;
import kexec.api.SlotStatus;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.ResultLog;

/**
 * Whether a crash kernel is loaded on the machine that is used for requests that name none. One on
 * another machine, such as the simulated one, would not be started by a crash of this host.
 */
final class ArmedCheck implements Check {

  private final Kexec kexec;

  ArmedCheck(Kexec kexec) {
    this.kexec = kexec;
  }

  @Override
  public List<ResultLog.Entry> examine() throws KexecException {
    Set<String> used =
        kexec.backends().stream()
            .filter(backend -> backend.kind() == Backend.Kind.MACHINE && backend.chosen())
            .map(Backend::name)
            .collect(Collectors.toSet());
    List<SlotStatus> crash =
        kexec.status().stream().filter(status -> status.slot() == Slot.CRASH).toList();
    for (SlotStatus status : crash) {
      if (status.loaded() && used.contains(status.machine())) {
        return List.of(
            Entries.of(Status.OK, "a crash kernel is loaded on " + status.machine(), ""));
      }
    }
    String others =
        crash.stream()
            .filter(SlotStatus::loaded)
            .map(SlotStatus::machine)
            .collect(Collectors.joining(", "));
    return List.of(
        Entries.of(
            Status.CRITICAL,
            "no crash kernel is loaded on "
                + (used.isEmpty()
                    ? "a machine that is used without being named"
                    : String.join(", ", used))
                + (others.isEmpty() ? "" : ", only on " + others),
            "Load one: kexec:load --crash KERNEL."));
  }
}
