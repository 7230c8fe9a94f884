package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Console console = new Console("port");

  @Test
  void lineCountsOnceItIsComplete() {
    arrive("first li", 1);
    assertThat(console.lines()).isEmpty();
    arrive("ne\r\nsecond\r\nthi", 2);
    assertThat(console.lines()).containsExactly(line(2, "first line"), line(2, "second"));
    console.end(Duration.ofSeconds(3));
    assertThat(console.lines()).last().isEqualTo(line(3, "thi"));
  }

  @Test
  void characterMayArriveInTwoPieces() {
    byte[] bytes = "a…b\n".getBytes(StandardCharsets.UTF_8);
    console.arrived(bytes, 2, Duration.ZERO);
    console.arrived(java.util.Arrays.copyOfRange(bytes, 2, bytes.length), bytes.length - 2, LONG);
    assertThat(console.lines()).extracting(ConsoleLine::text).containsExactly("a…b");
  }

  @Test
  void controlSequencesOfTheTerminalAreLeftOut() {
    arrive("\u001b[2J\u001b[01;01H\u001b[=3hBdsDxe:\ttext\u001b[K\n", 1);
    assertThat(console.lines()).extracting(ConsoleLine::text).containsExactly("BdsDxe:\ttext");
  }

  @Test
  void waitsForALine() throws Exception {
    arrive("early\n", 1);
    assertThat(console.await("early"::equals, Duration.ZERO)).contains(line(1, "early"));
    CompletableFuture<Optional<ConsoleLine>> late =
        CompletableFuture.supplyAsync(() -> await("late"));
    arrive("other\nlate\n", 2);
    assertThat(late.get()).contains(line(2, "late"));
  }

  @Test
  void endEndsTheWaiting() throws Exception {
    CompletableFuture<Optional<ConsoleLine>> never =
        CompletableFuture.supplyAsync(() -> await("never"));
    console.end(Duration.ZERO);
    assertThat(never.get()).isEmpty();
    assertThat(console.await("never"::equals, LONG)).isEmpty();
  }

  @Test
  void tailIsShortAndNamesThePort() {
    for (int i = 0; i < 100; i++) {
      arrive("line " + i + "\n", i);
    }
    assertThat(console.tail())
        .startsWith("port, the last of 100 lines:")
        .contains("line 60\n")
        .endsWith("  99.000 line 99")
        .doesNotContain("line 59\n");
  }

  private Optional<ConsoleLine> await(String text) {
    try {
      return console.await(text::equals, LONG);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void arrive(String text, int second) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    console.arrived(bytes, bytes.length, Duration.ofSeconds(second));
  }

  private static ConsoleLine line(int second, String text) {
    return new ConsoleLine(Duration.ofSeconds(second), text);
  }
}
