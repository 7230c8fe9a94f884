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
 * What a receiver holds, as it says itself.
 *
 * @param loaded the slots that have an image
 * @param identities the receiver's names for these images, by slot; without those that it cannot
 *     tell from others
 * @param details whatever else the receiver tells, by name, for people
 */
public record MachineStatus(
    Set<Slot> loaded, Map<Slot, String> identities, Map<String, String> details) {

  /** Makes all three unmodifiable. */
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
   * Makes the status of a receiver that cannot tell its images apart.
   *
   * @param loaded the slots that have an image
   * @param details whatever else the receiver tells, by name, for people
   */
  public MachineStatus(Set<Slot> loaded, Map<String, String> details) {
    this(loaded, Map.of(), details);
  }

  /**
   * Tells whether a slot has an image.
   *
   * @param slot the slot
   * @return whether it has
   */
  public boolean isLoaded(Slot slot) {
    return loaded.contains(slot);
  }

  /**
   * Tells which image a slot has.
   *
   * @param slot the slot
   * @return the receiver's name for the image ({@link LoadedImage#identity}); nothing where the
   *     slot is empty or the receiver cannot tell its images apart
   */
  public Optional<String> identity(Slot slot) {
    return Optional.ofNullable(identities.get(slot));
  }
}
