package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import kexec.api.plan.MappedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GunzipTest {

  @TempDir Path directory;

  private MappedFile file(byte[] bytes) throws Exception {
    return MappedFile.open(Files.write(directory.resolve("file.gz"), bytes));
  }

  /** Three pieces and a bit, of bytes that do not compress. */
  private static byte[] noise() {
    byte[] bytes = new byte[(3 << 20) + 17];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Test
  void givesBackWhatWasCompressed() throws Exception {
    Gunzip.Result result = Gunzip.all(file(SyntheticMultiboot.gzip(noise())), Gunzip.LIMIT);
    assertThat(Bench.bytes(result.content().orElseThrow())).isEqualTo(noise());
    assertThat(result.finding()).isEmpty();
  }

  @Test
  void stopsAtTheLimitWhateverTheFileSays() throws Exception {
    byte[] bomb = SyntheticMultiboot.gzip(new byte[64 << 20]);
    // ISIZE, the last four bytes, says 1.
    Arrays.fill(bomb, bomb.length - 4, bomb.length, (byte) 0);
    bomb[bomb.length - 4] = 1;
    Gunzip.Result result = Gunzip.all(file(bomb), 10 << 20);
    assertThat(result.content()).isEmpty();
    assertThat(result.finding().orElseThrow().code()).isEqualTo("gzip-too-large");
    assertThat(result.finding().orElseThrow().message()).contains("0xa00000 bytes");
  }

  @Test
  void exactlyTheLimitFits() throws Exception {
    MappedFile file = file(SyntheticMultiboot.gzip(new byte[2 << 20]));
    assertThat(Gunzip.all(file, 2 << 20).content()).isPresent();
    assertThat(Gunzip.all(file, (2 << 20) - 1).content()).isEmpty();
  }

  @Test
  void damageIsFoundByTheChecksum() throws Exception {
    byte[] damaged = SyntheticMultiboot.gzip(noise());
    damaged[damaged.length - 8] ^= 1;
    Gunzip.Result result = Gunzip.all(file(damaged), Gunzip.LIMIT);
    assertThat(result.finding().orElseThrow().code()).isEqualTo("gzip-damaged");
  }

  @Test
  void beginningIsThereInSpiteOfDamageBehindIt() throws Exception {
    byte[] cut = Arrays.copyOf(SyntheticMultiboot.gzip(noise()), 1 << 20);
    assertThat(Bench.bytes(Gunzip.beginning(file(cut), 32768)))
        .isEqualTo(Arrays.copyOf(noise(), 32768));
    assertThat(Gunzip.beginning(file(Arrays.copyOf(cut, 5)), 32768).size()).isZero();
  }
}
