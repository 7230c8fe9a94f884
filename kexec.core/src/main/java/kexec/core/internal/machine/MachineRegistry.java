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
 * The machines that are present. A machine's two services are paired by name and bundle, so that
 * one bundle's memory is never combined with another's receiver. Safe for use by several threads.
 */
public final class MachineRegistry {

  private record Key(String machine, long bundleId) {}

  private final Map<Long, Offer<MemoryOps>> memories = new LinkedHashMap<>();
  private final Map<Long, Offer<MachineKexec>> receivers = new LinkedHashMap<>();
  private final Map<Long, Offer<MachineAbsence>> absences = new LinkedHashMap<>();

  /**
   * A part of a machine without the other.
   *
   * @param offer what is there
   * @param missing what is not there: the simple name of the other service, or the machine's name
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
   * @param offer what tells why a machine is not there
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

  /**
   * Returns the machines that are whole.
   *
   * @return the best first; of several with one name only the best
   */
  public synchronized List<Machine> machines() {
    Map<Key, Offer<MemoryOps>> byKey = new LinkedHashMap<>();
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
   * Returns the machine of a name.
   *
   * @param name the name
   * @return the machine, or nothing where no whole machine has it
   */
  public Optional<Machine> named(String name) {
    return machines().stream().filter(machine -> machine.name().equals(name)).findFirst();
  }

  /**
   * Returns what is offered but belongs to no machine.
   *
   * @return parts without a counterpart from the same bundle under the same name, and parts without
   *     a name
   */
  public synchronized List<Half> halves() {
    Set<Key> withMemory = new HashSet<>();
    memories.values().forEach(memory -> withMemory.add(key(memory)));
    Set<Key> withReceiver = new HashSet<>();
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

  /**
   * Returns which machines could be here and are not.
   *
   * @return the best first, without those of whose name a whole machine is present
   */
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

  private static Key key(Offer<?> offer) {
    return new Key(offer.machine(), offer.bundleId());
  }
}
