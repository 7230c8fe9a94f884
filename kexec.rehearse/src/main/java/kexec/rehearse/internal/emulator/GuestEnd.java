package kexec.rehearse.internal.emulator;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    if (!text(event.get("event")).equals("SHUTDOWN")) {
      return Optional.empty();
    }
    JsonElement reason = event.get("data") instanceof JsonObject data ? data.get("reason") : null;
    return Optional.of(
        switch (text(reason)) {
          case "guest-shutdown" -> POWERED_OFF;
          case "guest-panic" -> PANICKED;
          case "guest-reset", "subsystem-reset" -> RESET;
          default -> EMULATOR_GONE;
        });
  }

  private static String text(@Nullable JsonElement element) {
    return element instanceof JsonPrimitive primitive ? primitive.getAsString() : "";
  }
}
