package kexec.rehearse.internal.emulator;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;

/** How a guest has ended. */
public enum GuestEnd {
  /** It has switched itself off. */
  POWERED_OFF,
  /** It was reset: by itself, or because of a triple fault. */
  RESET,
  /** It has told the emulator that it panicked. */
  PANICKED,
  /** The emulator has ended. */
  EMULATOR_GONE;

  /**
   * {@return the end that an event of the monitor tells; empty if it tells of something else}
   *
   * @param event the event (QEMU, qapi/run-state.json, {@code SHUTDOWN})
   */
  static Optional<GuestEnd> of(JsonObject event) {
    if (!event.get("event").getAsString().equals("SHUTDOWN")) {
      return Optional.empty();
    }
    JsonElement reason = event.getAsJsonObject("data").get("reason");
    return Optional.of(
        switch (reason == null ? "" : reason.getAsString()) {
          case "guest-shutdown" -> POWERED_OFF;
          case "guest-panic" -> PANICKED;
          case "guest-reset", "subsystem-reset" -> RESET;
          default -> EMULATOR_GONE;
        });
  }
}
