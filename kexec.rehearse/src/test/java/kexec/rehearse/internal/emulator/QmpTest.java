package kexec.rehearse.internal.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another end than QEMU's monitor may say. */
class QmpTest {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String GREETING =
      "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 9, \"minor\": 2, \"major\": 7},"
          + " \"package\": \"Debian\"}, \"capabilities\": []}}\n";
  private static final String DONE = "{\"return\": {}}\n";

  @TempDir Path directory;
  private OtherEnd monitor;

  @BeforeEach
  void connect() throws IOException {
    monitor = new OtherEnd(directory);
  }

  @AfterEach
  void disconnect() throws IOException {
    monitor.close();
  }

  private Qmp ready(Duration patience) throws IOException {
    monitor.say(GREETING + DONE);
    return new Qmp(monitor.near(), patience);
  }

  @Test
  void theGreetingNamesTheVersion() throws Exception {
    assertThat(ready(LONG).version()).isEqualTo("QEMU 7.2.9 Debian");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "QMP\n",
        "[]\n",
        "{}\n",
        "null\n",
        "{\"QMP\": 1}\n",
        "{\"QMP\": {\"version\": {}}}\n",
        "\u0000\u0001\ufffd\n",
        "{\"QMP\": {\"version\": {\"qemu\": [7, 2]}}}\n"
      })
  void anotherGreetingIsRefused(String greeting) throws Exception {
    monitor.say(greeting);
    assertThatThrownBy(() -> new Qmp(monitor.near(), LONG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("emulator");
  }

  @Test
  void deepJsonIsRefused() throws Exception {
    monitor.say("{\"QMP\":" + "[".repeat(200_000) + "\n");
    assertThatThrownBy(() -> new Qmp(monitor.near(), LONG)).isInstanceOf(IOException.class);
  }

  @Test
  void anEndIsAnEnd() throws Exception {
    monitor.leave();
    assertThatThrownBy(() -> new Qmp(monitor.near(), LONG)).isInstanceOf(EOFException.class);
  }

  @Test
  void anEndAfterTheGreetingIsOne() throws Exception {
    monitor.say(GREETING);
    monitor.leave();
    // The command cannot be sent, or gets no answer.
    assertThatThrownBy(() -> new Qmp(monitor.near(), LONG)).isInstanceOf(IOException.class);
  }

  @Test
  void silenceIsNotWaitedForWithoutEnd() {
    assertThatThrownBy(() -> new Qmp(monitor.near(), SHORT))
        .isInstanceOf(IOException.class)
        .hasMessage("the emulator's monitor does not answer");
  }

  @Test
  void aLineWithoutEndIsNotKept() {
    monitor.repeat("x".repeat(1 << 16));
    assertThatThrownBy(() -> new Qmp(monitor.near(), LONG)).isInstanceOf(IOException.class);
    assertThat(monitor.sent()).isLessThan(64 << 20);
  }

  @Test
  void aLineWithoutEndAfterTheGreetingIsNotKept() throws Exception {
    Qmp qmp = ready(LONG);
    monitor.repeat("x".repeat(1 << 16));
    assertThatThrownBy(() -> qmp.human("info registers")).isInstanceOf(IOException.class);
    assertThat(monitor.sent()).isLessThan(64 << 20);
  }

  @Test
  void garbageInsteadOfAnAnswerIsAnEnd() throws Exception {
    Qmp qmp = ready(LONG);
    monitor.say("garbage\n");
    assertThatThrownBy(() -> qmp.human("info registers")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> qmp.human("info registers")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}", "{\"id\": 1}"})
  void aRefusalIsToldWithTheCommand(String answer) throws Exception {
    Qmp qmp = ready(LONG);
    monitor.say(answer + "\n");
    assertThatThrownBy(() -> qmp.execute("stop", new JsonObject()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refuses")
        .hasMessageContaining("\"stop\"")
        .hasMessageContaining(answer.substring(1, 6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"return\": {}}", "{\"return\": [1, 2]}", "{\"return\": null}"})
  void anAnswerOfAnotherTypeIsRefused(String answer) throws Exception {
    Qmp qmp = ready(LONG);
    monitor.say(answer + "\n");
    assertThatThrownBy(() -> qmp.human("info registers")).isInstanceOf(IOException.class);
  }

  @Test
  void eventsComeInTheirOrderBetweenAnswers() throws Exception {
    monitor.say(GREETING + "{\"event\": \"RESUME\"}\n" + DONE);
    Qmp qmp = new Qmp(monitor.near(), LONG);
    monitor.say("{\"event\": \"STOP\"}\n{\"return\": \"RIP=0\"}\n");
    assertThat(qmp.human("info registers")).isEqualTo("RIP=0");
    assertThat(qmp.event().get("event").getAsString()).isEqualTo("RESUME");
    assertThat(qmp.event().get("event").getAsString()).isEqualTo("STOP");
    assertThat(qmp.event().size()).isZero();
  }

  /** Nobody may take them for a long time. */
  @Test
  void theLastOfManyEventsAreKept() throws Exception {
    Qmp qmp = ready(LONG);
    for (int i = 0; i < 100; i++) {
      monitor.say("{\"event\": \"RTC_CHANGE\", \"data\": {}}\n".repeat(1000));
    }
    monitor.say("{\"event\": \"SHUTDOWN\"}\n{\"return\": \"\"}\n");
    qmp.human("info registers");
    int events = 0;
    String last = "";
    for (JsonObject event = qmp.event(); event.has("event"); event = qmp.event()) {
      last = event.get("event").getAsString();
      events++;
    }
    assertThat(last).isEqualTo("SHUTDOWN");
    assertThat(events).isLessThanOrEqualTo(10_000);
  }
}
