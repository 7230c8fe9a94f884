package kexec.core.internal.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.api.machine.MachineAbsence;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineService;
import kexec.api.machine.MemoryOps;

/**
 * The registry of available machines. A machine's two services are paired by name and bundle, so
 * that one bundle's memory is never combined with another's receiver. Thread-safe.
 */
public final class MachineRegistry {

  private final Map<Long, Offer<MemoryOps>> memories = new LinkedHashMap<>();
  private final Map<Long, Offer<MachineKexec>> receivers = new LinkedHashMap<>();
  private final Map<Long, Offer<MachineAbsence>> absences = new LinkedHashMap<>();

  /**
   * One service of a machine without its counterpart.
   *
   * @param offer the available service
   * @param missing what is missing: the simple name of the other service, or the machine's name
   */
  public record Half(Offer<?> offer, String missing) {}

  /**
   * Adds a memory.
   *
   * @param offer the memory
   */
  public synchronized void addMemory(Offer<MemoryOps> offer) {
    memories.put(offer.id(), offer);
  }

  /**
   * Removes a memory.
   *
   * @param id its service id
   */
  public synchronized void removeMemory(long id) {
    memories.remove(id);
  }

  /**
   * Adds a receiver.
   *
   * @param offer the receiver
   */
  public synchronized void addReceiver(Offer<MachineKexec> offer) {
    receivers.put(offer.id(), offer);
  }

  /**
   * Removes a receiver.
   *
   * @param id its service id
   */
  public synchronized void removeReceiver(long id) {
    receivers.remove(id);
  }

  /**
   * Adds an absence.
   *
   * @param offer the service that explains why a machine is absent
   */
  public synchronized void addAbsence(Offer<MachineAbsence> offer) {
    absences.put(offer.id(), offer);
  }

  /**
   * Removes an absence.
   *
   * @param id its service id
   */
  public synchronized void removeAbsence(long id) {
    absences.remove(id);
  }

  /** {@return the complete machines, best first; only the best of several with the same name} */
  public synchronized List<Machine> machines() {
    Map<String, Offer<MemoryOps>> byKey = new LinkedHashMap<>();
    memories.values().stream().sorted().forEach(memory -> byKey.putIfAbsent(key(memory), memory));
    List<Machine> machines = new ArrayList<>();
    Set<String> names = new HashSet<>();
    receivers.values().stream()
        .sorted()
        .forEach(
            receiver -> {
              Offer<MemoryOps> memory = byKey.get(key(receiver));
              if (isNamed(receiver) && memory != null && names.add(receiver.machine())) {
                machines.add(new Machine(memory, receiver));
              }
            });
    return machines;
  }

  /**
   * {@return the complete machine with a name, or empty}
   *
   * @param name the name
   */
  public Optional<Machine> named(String name) {
    return machines().stream().filter(machine -> machine.name().equals(name)).findFirst();
  }

  /**
   * {@return the services that belong to no machine: those without a counterpart from the same
   * bundle under the same name, and those without a name}
   */
  public synchronized List<Half> halves() {
    Set<String> withMemory = new HashSet<>();
    memories.values().forEach(memory -> withMemory.add(key(memory)));
    Set<String> withReceiver = new HashSet<>();
    receivers.values().forEach(receiver -> withReceiver.add(key(receiver)));
    List<Half> halves = new ArrayList<>();
    memories.values().stream()
        .filter(memory -> !isNamed(memory) || !withReceiver.contains(key(memory)))
        .forEach(memory -> halves.add(half(memory, "MachineKexec")));
    receivers.values().stream()
        .filter(receiver -> !isNamed(receiver) || !withMemory.contains(key(receiver)))
        .forEach(receiver -> halves.add(half(receiver, "MemoryOps")));
    halves.sort(Comparator.comparing(half -> half.offer().id()));
    return halves;
  }

  /** {@return the absent machines, best first, except those with the name of a complete machine} */
  public synchronized List<Offer<MachineAbsence>> absences() {
    Set<String> present = machines().stream().map(Machine::name).collect(Collectors.toSet());
    return absences.values().stream()
        .filter(absence -> !present.contains(absence.machine()))
        .sorted()
        .toList();
  }

  private static Half half(Offer<?> offer, String counterpart) {
    return new Half(offer, isNamed(offer) ? counterpart : "property " + MachineService.MACHINE);
  }

  private static boolean isNamed(Offer<?> offer) {
    return !offer.machine().isEmpty();
  }

  /** A text, because the first use of a record as a key takes a process some milliseconds. */
  private static String key(Offer<?> offer) {
    return offer.bundleId() + " " + offer.machine();
  }
}
