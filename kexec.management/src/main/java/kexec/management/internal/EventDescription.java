package kexec.management.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import kexec.api.KexecEvent;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalVerdict;

/**
 * An event as names and texts.
 *
 * @param topic the topic of Event Admin and the type of the notification
 * @param properties the event's parts, by name
 */
record EventDescription(String topic, Map<String, Object> properties) {

  /**
   * {@return the description of an event}
   *
   * @param event the event
   */
  static EventDescription of(KexecEvent event) {
    if (event instanceof KexecEvent.MachineArrived) {
      return machine("ARRIVED", event);
    }
    if (event instanceof KexecEvent.MachineLeft) {
      return machine("LEFT", event);
    }
    if (event instanceof KexecEvent.ImageLoaded loaded) {
      return image("LOADED", event, loaded.slot());
    }
    if (event instanceof KexecEvent.ImageAdopted adopted) {
      return image("ADOPTED", event, adopted.slot());
    }
    if (event instanceof KexecEvent.ImageUnloaded unloaded) {
      return image("UNLOADED", event, unloaded.slot());
    }
    if (event instanceof KexecEvent.ImageLost lost) {
      return image("LOST", event, lost.slot()).with("reason", lost.reason());
    }
    if (event instanceof KexecEvent.MoveFailed failed) {
      return image("MOVE_FAILED", event, failed.slot()).with("reason", failed.reason());
    }
    if (event instanceof KexecEvent.ImageRehearsed rehearsed) {
      RehearsalVerdict verdict = rehearsed.verdict();
      return image("REHEARSED", event, rehearsed.slot())
          .with("succeeded", verdict.succeeded())
          .with("rung", verdict.rung().label());
    }
    throw new IllegalArgumentException("an event of an unknown kind: " + event);
  }

  private static EventDescription machine(String what, KexecEvent event) {
    return new EventDescription("kexec/machine/" + what, Map.of("machine", event.machine()));
  }

  private static EventDescription image(String what, KexecEvent event, Slot slot) {
    return new EventDescription(
        "kexec/image/" + what, Map.of("machine", event.machine(), "slot", slot.label()));
  }

  private EventDescription with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(properties);
    more.put(name, value);
    return new EventDescription(topic, more);
  }
}
