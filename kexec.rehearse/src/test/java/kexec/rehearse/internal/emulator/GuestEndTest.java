package kexec.rehearse.internal.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuestEndTest {

  private static Optional<GuestEnd> of(String event) {
    return GuestEnd.of(JsonParser.parseString(event).getAsJsonObject());
  }

  @ParameterizedTest
  @CsvSource({
    "guest-shutdown, POWERED_OFF",
    "guest-reset, RESET",
    "subsystem-reset, RESET",
    "guest-panic, PANICKED",
    "host-qmp-quit, EMULATOR_GONE",
    "host-signal, EMULATOR_GONE",
    "of-another-version, EMULATOR_GONE"
  })
  void theReasonTells(String reason, GuestEnd end) {
    JsonObject data = new JsonObject();
    data.addProperty("guest", true);
    data.addProperty("reason", reason);
    JsonObject event = new JsonObject();
    event.addProperty("event", "SHUTDOWN");
    event.add("data", data);
    assertThat(GuestEnd.of(event)).contains(end);
  }

  @Test
  void otherEventsAreNoEnd() {
    assertThat(of("{\"event\": \"STOP\"}")).isEmpty();
    assertThat(of("{\"event\": \"RESUME\", \"data\": {\"reason\": \"guest-reset\"}}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"event\": \"SHUTDOWN\"}",
        "{\"event\": \"SHUTDOWN\", \"data\": 1}",
        "{\"event\": \"SHUTDOWN\", \"data\": {}}",
        "{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": null}}",
        "{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": {}}}"
      })
  void anEndWithoutReasonIsTheEmulators(String event) {
    assertThat(of(event)).contains(GuestEnd.EMULATOR_GONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"event\": {}}", "{\"event\": null}", "{\"event\": []}"})
  void whatIsNoEventIsNone(String event) {
    assertThat(of(event)).isEmpty();
  }
}
