package kexec.api.machine;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kexec.api.plan.Slot;

/**
 * What a receiver holds, as reported by itself.
 *
 * @param loaded the slots that have an image
 * @param identities the receiver's names for these images, by slot; without those that it cannot
 *     tell apart
 * @param details other information from the receiver, by name, for people
 */
public record MachineStatus(
    Set<Slot> loaded, Map<Slot, String> identities, Map<String, String> details) {

  /** Creates it with unmodifiable collections. */
  public MachineStatus {
    EnumSet<Slot> slots = EnumSet.noneOf(Slot.class);
    slots.addAll(loaded);
    loaded = Collections.unmodifiableSet(slots);
    EnumMap<Slot, String> names = new EnumMap<>(Slot.class);
    names.putAll(identities);
    identities = Collections.unmodifiableMap(names);
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /**
   * Creates the status of a receiver that cannot tell its images apart.
   *
   * @param loaded the slots that have an image
   * @param details other information from the receiver, by name, for people
   */
  public MachineStatus(Set<Slot> loaded, Map<String, String> details) {
    this(loaded, Map.of(), details);
  }

  /**
   * {@return whether a slot has an image}
   *
   * @param slot the slot
   */
  public boolean isLoaded(Slot slot) {
    return loaded.contains(slot);
  }

  /**
   * {@return the receiver's name for the image in a slot ({@link LoadedImage#identity}); empty if
   * the slot is empty or the receiver cannot tell its images apart}
   *
   * @param slot the slot
   */
  public Optional<String> identity(Slot slot) {
    return Optional.ofNullable(identities.get(slot));
  }
}
