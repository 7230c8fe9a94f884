package kexec.rehearse.internal.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A guest may write anything to its console. */
class GuestConsoleTest {

  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
  private final GuestConsole console = new GuestConsole(raw::writeBytes);

  private void arrived(String text) {
    console.arrived(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void linesAreTakenOnce() {
    arrived("one\r\ntwo\nthr");
    assertThat(console.take()).containsExactly("one", "two");
    assertThat(console.take()).isEmpty();
    arrived("ee\n");
    assertThat(console.take()).containsExactly("three");
    assertThat(console.last()).containsExactly("one", "two", "three");
  }

  @Test
  void theUnfinishedLineIsAmongTheLast() {
    arrived("one\nlogin: ");
    assertThat(console.last()).containsExactly("one", "login: ");
    assertThat(console.take()).containsExactly("one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "\u001b[1;31mred\u001b[0m|red",
        "\u001b[?25lhidden|hidden",
        "\u001b[2J\u001b[Hcleared|cleared",
        "bell\u0007|bell",
        "`a\tb`|`a\tb`",
        "nul\u0000|nul",
        "back\b\bspace|backspace",
        "delete\u007f|delete",
        "\u001bunfinished|unfinished",
        "\u001b[12|[12",
        "`a\rb`|ab",
        "gr\u00fcn \u4e2d|gr\u00fcn \u4e2d"
      })
  void controlCharactersAreDropped(String written, String seen) {
    arrived(written + "\n");
    assertThat(console.take()).containsExactly(seen);
    assertThat(raw.toString(StandardCharsets.UTF_8)).isEqualTo(written + "\n");
  }

  @Test
  void sequencesMayArriveInPieces() {
    for (byte each : "\u001b[31mred \u4e2d\n".getBytes(StandardCharsets.UTF_8)) {
      console.arrived(new byte[] {each});
    }
    assertThat(console.take()).containsExactly("red \u4e2d");
  }

  @Test
  void bytesThatAreNoTextAreReplaced() {
    console.arrived(new byte[] {(byte) 0xff, (byte) 0xc3, 'a', '\n'});
    assertThat(console.take()).containsExactly("\ufffd\ufffda");
  }

  @Test
  void longLinesAreCut() {
    arrived("x".repeat(5_000_000));
    arrived("\nnext\n");
    List<String> lines = console.take();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).hasSize(1000);
    assertThat(lines.get(1)).isEqualTo("next");
  }

  @Test
  void theLastLinesOfAFloodAreKept() {
    for (int i = 0; i < 50_000; i++) {
      arrived("line " + i + "\n");
    }
    assertThat(console.take())
        .hasSize(10_000)
        .startsWith("line 40000")
        .endsWith("line 49998", "line 49999");
    assertThat(console.last()).hasSize(200).startsWith("line 49800").endsWith("line 49999");
  }
}
