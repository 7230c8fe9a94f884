package kexec.wrap.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XxHash32Test {

  /** The values are of the reference implementation. */
  @ParameterizedTest
  @CsvSource({
    "'', 02cc5d05",
    "a, 550d7456",
    "abc, 32d153ff",
    "Nobody inspects the spammish repetition, e2293b2f"
  })
  void isTheOneOfTheReference(String text, String value) {
    assertThat(Samples.xxh32(Samples.ascii(text))).isEqualTo(Integer.parseUnsignedInt(value, 16));
  }

  @Test
  void doesNotDependOnThePieces() {
    byte[] bytes = Samples.kernel(1000);
    XxHash32 hash = new XxHash32();
    for (int at = 0, n = 1; at < bytes.length; at += n, n++) {
      byte[] piece = java.util.Arrays.copyOfRange(bytes, at, Math.min(at + n, bytes.length));
      hash.update(piece, piece.length);
    }
    assertThat(hash.value()).isEqualTo(Samples.xxh32(bytes));
  }
}
