package kexec.api.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteTextTest {

  /** The second column is Python's bytes.fromhex(x).decode('utf-8', 'surrogateescape'). */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nothing, '', ''",
    "ASCII, 726f, ro",
    "two bytes, c3bc, \u00fc",
    "three bytes, e6bca2, \u6f22",
    "four bytes, f09f9280, \ud83d\udc80",
    // Unlike Python: the replacement character is escaped byte by byte.
    "the replacement character, efbfbd, \udcef\udcbf\udcbd",
    "Latin-1, 6772fcdf65, gr\udcfc\udcdfe",
    "cut off, 61e6bc, a\udce6\udcbc",
    "cut off and gone on, e6bc61, \udce6\udcbca",
    "a longer form than needed, c0af, \udcc0\udcaf",
    "a surrogate, eda080, \udced\udca0\udc80",
    "beyond Unicode, f4908080, \udcf4\udc90\udc80\udc80",
    "a NUL in between, 6100ff, a\u0000\udcff"
  })
  void bytesAreReadAsInPython(String what, String hex, String text) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(ByteText.of(bytes)).as(what).isEqualTo(text);
    assertThat(ByteText.bytes(text)).as(what).isEqualTo(bytes);
  }

  @Test
  void everyByteComesBack() {
    byte[] all = new byte[256];
    IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);

    assertThat(ByteText.bytes(ByteText.of(all))).isEqualTo(all);
    for (byte one : all) {
      assertThat(ByteText.bytes(ByteText.of(new byte[] {one}))).containsExactly(one);
    }
  }

  @RepeatedTest(50)
  void anyBytesComeBack(RepetitionInfo run) {
    Random random = new Random(run.getCurrentRepetition());
    byte[] bytes = new byte[random.nextInt(2000)];
    random.nextBytes(bytes);
    // Half of the bytes are common in text, so that complete and partial characters occur.
    byte[] characters = "\u00e9\u6f22\ud83d\udc80".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = random.nextBoolean() ? bytes[i] : characters[i % characters.length];
    }

    String text = ByteText.of(bytes);

    assertThat(ByteText.bytes(text)).isEqualTo(bytes);
    assertThat(ByteText.isBytes(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ufffd",
        "a\ufffd\ufffd",
        "\ud83d",
        "a\ud83db",
        "\udc7f",
        "\udc00x",
        "\udcfc\ud800"
      })
  void whatStandsForNoBytesIsRefused(String text) {
    assertThat(ByteText.isBytes(text)).isFalse();
    assertThatThrownBy(() -> ByteText.bytes(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stands for no bytes");
  }

  @Test
  void jsonHasBytesAsEscapes() {
    assertThat(Printable.json("{\n\"a\": \"gr\udcfc\udcdfe \u00fc \ud83d\udc80 \ud83d\"}"))
        .isEqualTo("{\n\"a\": \"gr\\udcfc\\udcdfe \u00fc \ud83d\udc80 \\ud83d\"}");
    assertThat(Printable.json("\"\u009b31m\u202e\udb40\udc41\""))
        .isEqualTo("\"\\u009b31m\\u202e\\udb40\\udc41\"");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a line, a b, a b",
    "letters, gr\u00fc\u6f22\ud83d\udc80, gr\u00fc\u6f22\ud83d\udc80",
    "escape, a\u001b[31m, a\\x1b[31m",
    "a new line, 'a\nWARN b', a\\x0aWARN b",
    "a command of the operating system, '\u001b]0;t\u0007', \\x1b]0;t\\x07",
    "C1, \u009b31m, \\x9b31m",
    "delete, \u007f, \\x7f",
    "right to left, a\u202eb, a\\x202eb",
    "isolate, a\u2067b, a\\x2067b",
    "line separator, a\u2028b, a\\x2028b",
    "paragraph separator, a\u2029b, a\\x2029b",
    "a byte, gr\udcfce, gr\\xfce",
    "half a pair, \ud83d, \\xd83d"
  })
  void whatATerminalObeysIsShown(String what, String text, String shown) {
    assertThat(Printable.of(text)).as(what).isEqualTo(shown);
  }
}
