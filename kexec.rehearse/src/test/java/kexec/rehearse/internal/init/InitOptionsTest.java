package kexec.rehearse.internal.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitOptionsTest {

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  @Test
  void layoutIsTheOneOfTheHeader() {
    InitOptions options =
        new InitOptions(
            0x0123456789abcdefL,
            true,
            List.of(
                new InitCheck.Memory(new MachineAddress(0xfffff000L), bytes("0102030405060708aa")),
                new InitCheck.Note(bytes("0b0c"))),
            Optional.of("/init"));
    byte[] written = options.bytes();
    assertThat(HexFormat.of().formatHex(written, 0, 0x1e))
        .isEqualTo("4a4b494e49543031efcdab896745230101000000020000002f696e697400");
    assertThat(HexFormat.of().formatHex(written, 0x1e, 0x118)).matches("0+");
    assertThat(HexFormat.of().formatHex(written, 0x118, written.length))
        .isEqualTo(
            "010000000900000000f0ffff00000000"
                + "0102030405060708aa00000000000000"
                + "02000000020000000000000000000000"
                + "0b0c000000000000");
  }

  @Test
  void aMarkerReadsNoCoreFile() {
    byte[] written = InitOptions.marker(7).bytes();
    assertThat(written).hasSize(0x118);
    assertThat(written[0x10]).isZero();
  }

  @ParameterizedTest(name = "{0} characters: {1}")
  @CsvSource({"0, false", "1, true", "255, true", "256, false"})
  void thePathHasALimit(int length, boolean usable) {
    InitOptions options = new InitOptions(1, false, List.of(), Optional.of("/".repeat(length)));
    assertThat(options.isPathUsable()).isEqualTo(usable);
  }

  @ParameterizedTest
  @CsvSource({"'a\0b'", "'\ufffd'"})
  void thePathIsBytesWithoutANul(String path) {
    assertThat(new InitOptions(1, false, List.of(), Optional.of(path)).isPathUsable()).isFalse();
  }

  @Test
  void checksHaveLimits() {
    InitCheck check = new InitCheck.Note(bytes("00"));
    List<InitCheck> many = Collections.nCopies(InitOptions.MOST_CHECKS + 1, check);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InitOptions(1, true, many, Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InitOptions(1, false, List.of(check), Optional.empty()));
    assertThatIllegalArgumentException().isThrownBy(() -> new InitCheck.Note(bytes("")));
    ByteBuffer large = ByteBuffer.allocate(InitCheck.LIMIT + 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InitCheck.Memory(new MachineAddress(0), large));
  }

  @Test
  void expectedBytesAreCopied() {
    byte[] source = "abc".getBytes(StandardCharsets.US_ASCII);
    InitCheck check = new InitCheck.Note(ByteBuffer.wrap(source));
    source[0] = 'x';
    assertThat(check.expected().get()).isEqualTo((byte) 'a');
    assertThat(check.expected().position()).isZero();
    assertThat(check.expected().isReadOnly()).isTrue();
  }
}
