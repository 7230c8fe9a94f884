package kexec.core.internal.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kexec.api.KexecEvent;

/** Notices which machines came and went since it last looked. Used by one thread. */
public final class MachineWatch {

  private Map<String, Long> known = Map.of();

  /** Makes a watch that knows no machine. */
  public MachineWatch() {}

  /**
   * Compares.
   *
   * @param machines what is present now
   * @return what came and went; a machine whose receiver is another service came anew
   */
  public List<KexecEvent> changes(List<Machine> machines) {
    Map<String, Long> present = new LinkedHashMap<>();
    machines.forEach(machine -> present.put(machine.name(), machine.kexec().id()));
    List<KexecEvent> events = new ArrayList<>();
    known.forEach(
        (name, id) -> {
          if (!id.equals(present.get(name))) {
            events.add(new KexecEvent.MachineLeft(name));
          }
        });
    present.forEach(
        (name, id) -> {
          if (!id.equals(known.get(name))) {
            events.add(new KexecEvent.MachineArrived(name));
          }
        });
    known = present;
    return events;
  }
}
