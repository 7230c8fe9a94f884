package kexec.rehearse.internal.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** What another end than QEMU's debugger port may say. */
class DebuggerTest {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(60);

  /** The answers to what is asked first. */
  private static final String GREETING = "+$T05thread:01;#07+$l<?xml#00";

  @TempDir Path directory;
  private OtherEnd port;

  @BeforeEach
  void connect() throws IOException {
    port = new OtherEnd(directory);
  }

  @AfterEach
  void disconnect() throws IOException {
    port.close();
  }

  private Debugger ready(Duration patience) throws IOException {
    port.say(GREETING);
    return new Debugger(port.near(), patience);
  }

  @Test
  void aBreakpointIsSet() throws Exception {
    try (Debugger debugger = ready(LONG)) {
      port.say("+$OK#9a");
      debugger.setBreakpoint(0xffffffff81000000L);
      port.say("+$OK#9a");
      debugger.removeBreakpoint(0xffffffff81000000L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"$E22#a9", "$#00", "$ok#00", "$OK \0#00"})
  void aRefusalIsTold(String answer) throws Exception {
    try (Debugger debugger = ready(LONG)) {
      port.say("+" + answer);
      assertThatThrownBy(() -> debugger.setBreakpoint(0x1000))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Z1,1000,1");
    }
  }

  @Test
  void aStopIsAwaited() throws Exception {
    try (Debugger debugger = ready(LONG)) {
      debugger.resume();
      assertThat(debugger.awaitStop(SHORT)).isFalse();
      port.say("+$T05thread:01;#07");
      assertThat(debugger.awaitStop(LONG)).isTrue();
      port.say("$W00#b7");
      assertThatThrownBy(() -> debugger.awaitStop(LONG)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void anEndIsAnEnd() throws Exception {
    port.leave();
    assertThatThrownBy(() -> new Debugger(port.near(), LONG)).isInstanceOf(IOException.class);
  }

  @Test
  void silenceIsNotWaitedForWithoutEnd() {
    assertThatThrownBy(() -> new Debugger(port.near(), SHORT))
        .isInstanceOf(IOException.class)
        .hasMessage("the emulator's debugger port does not answer");
  }

  /** Between packets anything is ignored. */
  @Test
  void garbageIsNotReadWithoutEnd() {
    port.repeat("garbage".repeat(1 << 12));
    assertThatThrownBy(() -> new Debugger(port.near(), SHORT)).isInstanceOf(IOException.class);
  }

  @Test
  void aPacketWithoutEndIsNotKept() throws Exception {
    port.say("$");
    port.repeat("x".repeat(1 << 16));
    assertThatThrownBy(() -> new Debugger(port.near(), LONG)).isInstanceOf(IOException.class);
    assertThat(port.sent()).isLessThan(8 << 20);
  }

  @Test
  void aPacketThatStopsIsNotWaitedForWithoutEnd() throws Exception {
    port.say("$T05");
    assertThatThrownBy(() -> new Debugger(port.near(), SHORT)).isInstanceOf(IOException.class);
  }
}
