package kexec.rehearse.internal.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a guest wrote before it ended is known when its end is. */
class ConsoleReaderTest {

  private final GuestConsole console = new GuestConsole(bytes -> {});
  private OtherEnd guest;

  @BeforeEach
  void connect(@TempDir Path directory) throws IOException {
    guest = new OtherEnd(directory);
  }

  @AfterEach
  void disconnect() throws IOException {
    guest.close();
  }

  /** As if the reader's thread had no turn. */
  @Test
  void whatWasWrittenIsReadAtOnce() throws Exception {
    ConsoleReader reader = new ConsoleReader(guest.near(), console);
    guest.say("Run /init as init process\nlog");
    reader.caughtUp();
    assertThat(console.take()).containsExactly("Run /init as init process");
    assertThat(console.unfinished()).isEqualTo("log");
    guest.say("in:");
    guest.leave();
    reader.caughtUp();
    assertThat(console.unfinished()).isEqualTo("login:");
    guest.near().close();
    reader.caughtUp();
    assertThat(console.last()).containsExactly("Run /init as init process", "login:");
  }

  @Test
  @Timeout(60)
  void aGuestThatWritesWithoutEndIsNotWaitedFor() throws Exception {
    AtomicLong read = new AtomicLong();
    ConsoleReader reader =
        new ConsoleReader(
            guest.near(),
            new GuestConsole(
                bytes -> {
                  read.addAndGet(bytes.length);
                  writeMore("0123456789abcde\n".repeat(64));
                }));
    guest.say("first\n");
    reader.caughtUp();
    assertThat(read.get()).isBetween(1L << 20, 2L << 20);
  }

  @Test
  void whatArrivesIsPassedOnInItsOrder() throws Exception {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    ConsoleReader reader = new ConsoleReader(guest.near(), new GuestConsole(raw::writeBytes));
    reader.start();
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      String line = i + "\n";
      said.append(line);
      guest.say(line);
      if (i % 3 == 0) {
        reader.caughtUp();
        assertThat(raw.size()).isEqualTo(said.length());
      }
    }
    guest.leave();
    Gone.await("all has arrived", () -> raw.size() == said.length());
    assertThat(raw).hasToString(said.toString());
  }

  @Test
  void theThreadEndsWithTheConnection() throws Exception {
    new ConsoleReader(guest.near(), console).start();
    guest.say("one\n");
    Gone.await("it is passed on", () -> !console.last().isEmpty());
    guest.leave();
    Gone.await("the thread has ended", () -> !isReading());
  }

  private void writeMore(String text) {
    try {
      guest.say(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isReading() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(each -> each.getName().equals("jkexec-emulator-console"));
  }
}
