package kexec.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Long content is digested in chunks; the executor does not affect the result. */
final class DigesterTest {

  private static final int CHUNK = Digester.CHUNK;

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  @Test
  void aLongContentHasTheDigestOfItsChunksDigests() throws Exception {
    // dd of each MiB of 2.5 MiB from /dev/zero, sha256sum of each, xxd -r -p of all, sha256sum
    assertThat(SegmentData.zeros(CHUNK * 5L / 2).digest().hex())
        .isEqualTo("24c19e64d487177b5c35b3955b0d9357b14d2561efea088c530b932f65373915");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17})
  void piecesGiveTheSameAsTheWhole(int length) throws Exception {
    byte[] content = content(length);
    Digester digester = new Digester();
    for (int at = 0; at < length; at += 300_007) {
      ByteBuffer piece = ByteBuffer.wrap(content, at, Math.min(300_007, length - at));
      digester.update(piece);
      assertThat(piece.hasRemaining()).isFalse();
    }
    assertThat(digester.digest()).isEqualTo(SegmentData.ofBytes(content).digest());
  }

  /** Zeros before, after and within chunks, next to nonzero bytes. */
  @ParameterizedTest(name = "{0} bytes, then {1} zeros, then {2} bytes")
  @CsvSource({
    "0, 0, 0",
    "0, 1, 0",
    "0, 1048576, 0",
    "0, 1048577, 0",
    "5, 3145728, 0",
    "1048576, 2097152, 1",
    "1048576, 1048576, 0",
    "7, 4194297, 1048576",
    "1048575, 2, 3"
  })
  void zerosThatAreCountedAreAsGoodAsZerosThatAreRead(int before, int zeros, int behind)
      throws Exception {
    byte[] content = new byte[before + zeros + behind];
    System.arraycopy(content(before), 0, content, 0, before);
    System.arraycopy(content(behind), 0, content, before + zeros, behind);
    Digester digester = new Digester();
    digester.update(ByteBuffer.wrap(content, 0, before));
    digester.updateZeros(zeros);
    digester.update(ByteBuffer.wrap(content, before + zeros, behind));

    Digester plain = new Digester();
    plain.update(ByteBuffer.wrap(content));
    assertThat(digester.digest()).isEqualTo(plain.digest());
  }

  @Test
  void sixtyFourGibibytesOfZerosTakesNoTime() {
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> SegmentData.zeros(1L << 36).digest());
  }

  @Test
  void oneChunkHasItsPlainDigest() throws Exception {
    byte[] content = content(CHUNK);
    assertThat(SegmentData.ofBytes(content).digest())
        .isEqualTo(Digest.of(MessageDigest.getInstance("SHA-256").digest(content)));
  }

  @Test
  void everyChunkCounts() throws Exception {
    byte[] content = content(3 * CHUNK);
    Digest before = SegmentData.ofBytes(content).digest();
    for (int at : new int[] {0, CHUNK, 3 * CHUNK - 1}) {
      content[at] ^= 1;
      assertThat(SegmentData.ofBytes(content).digest()).as("byte %s", at).isNotEqualTo(before);
      content[at] ^= 1;
    }
  }
}
