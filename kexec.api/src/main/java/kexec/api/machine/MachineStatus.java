package kexec.api.machine;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import kexec.api.plan.Slot;

/**
 * What a receiver holds, as it says itself.
 *
 * @param loaded the slots that have an image
 * @param details whatever else the receiver tells, by name, for people
 */
public record MachineStatus(Set<Slot> loaded, Map<String, String> details) {

  /** Makes both unmodifiable. */
  public MachineStatus {
    EnumSet<Slot> copy = EnumSet.noneOf(Slot.class);
    copy.addAll(loaded);
    loaded = Collections.unmodifiableSet(copy);
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
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
}
