package kexec.core.internal.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kexec.api.KexecEvent;

/** Detects which machines arrived and left since the last check. Not thread-safe. */
public final class MachineWatch {

  private Map<String, Long> known = Map.of();

  /** Creates a watch that knows no machine. */
  public MachineWatch() {}

  /**
   * {@return the arrivals and departures since the last call; a machine whose receiver is a
   * different service counts as new}
   *
   * @param machines the machines present now
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
