package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import kexec.api.fault.Finding;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GunzipTest {

  @TempDir Path directory;

  private MappedFile file(byte[] bytes) throws Exception {
    return MappedFile.open(Files.write(directory.resolve("file.gz"), bytes));
  }

  /** A little more than three pieces, of incompressible bytes. */
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
    assertThat(result.finding().orElseThrow().message()).contains("10.0 MiB (10,485,760 bytes)");
  }

  @Test
  void exactlyTheLimitFits() throws Exception {
    MappedFile file = file(SyntheticMultiboot.gzip(new byte[2 << 20]));
    assertThat(Gunzip.all(file, 2 << 20).content()).isPresent();
    assertThat(Gunzip.all(file, (2 << 20) - 1).content()).isEmpty();
  }

  @Test
  void zerosAreCountedAndNotKept() throws Exception {
    byte[] content = new byte[40 << 20];
    content[0] = 1;
    content[content.length - 1] = 2;
    MappedFile file = file(SyntheticMultiboot.gzip(content));
    Gunzip.Result result = Gunzip.all(file, Gunzip.LIMIT, 1 << 20);
    SegmentData unpacked = result.content().orElseThrow();
    assertThat(unpacked.size()).isEqualTo(content.length);
    assertThat(unpacked.parts()).hasSize(3);
    assertThat(Bench.bytes(unpacked)).isEqualTo(content);
  }

  /** For example uniform text, which grows to a thousand times the size of the file. */
  @Test
  void contentOutOfAllProportionToTheFileIsNotKept() throws Exception {
    byte[] content = new byte[40 << 20];
    Arrays.fill(content, (byte) 'x');
    MappedFile file = file(SyntheticMultiboot.gzip(content));
    Finding finding = Gunzip.all(file, Gunzip.LIMIT).finding().orElseThrow();
    assertThat(finding.code()).isEqualTo("gzip-too-large");
    assertThat(finding.cure()).contains("zcat " + file.path());
  }

  @ParameterizedTest(name = "a file of {0} with a heap of {1}")
  @CsvSource({"1, 1024, 1", "1048576, 1024, 32", "10485760, 1024, 256", "10485760, 64, 16"})
  void whatIsKeptHasABoundByTheFileAndByTheHeap(long file, long heapMiB, long keptMiB) {
    assertThat(Gunzip.keepable(file, heapMiB << 20)).isEqualTo(keptMiB << 20);
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
