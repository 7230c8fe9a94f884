package kexec.wrap.internal;

import static kexec.wrap.internal.Samples.compressed;
import static kexec.wrap.internal.Samples.join;
import static kexec.wrap.internal.Samples.kernel;
import static kexec.wrap.internal.Samples.little;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class CompressionTest extends WrapTest {

  private final byte[] kernel = kernel(1_000_003);

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BZIP2")
  void isUncompressed(Compression compression) throws Exception {
    assertKernel(unwrapped(compressed(compression, kernel)), kernel, compression.text());
  }

  /** The build of Linux appends the content's size; a partition has zeros at its end. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BZIP2")
  void theSizeAndZerosMayFollow(Compression compression) throws Exception {
    byte[] padded = join(compressed(compression, kernel), little(kernel.length), new byte[1000]);
    assertKernel(unwrapped(padded), kernel, compression.text());
  }

  /** gzip ignores what follows, and so does this. */
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"BZIP2", "GZIP"})
  void nothingElseMayFollow(Compression compression) throws Exception {
    byte[] padded = join(compressed(compression, kernel), new byte[] {9, 9, 9, 9, 9});
    assertRefused(padded, "wrap-damaged", compression.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "XZ", "ZSTD", "LZ4", "LZ4_LEGACY"})
  void severalStreamsAreOneContent(Compression compression) throws Exception {
    byte[] first = compressed(compression, kernel);
    byte[] second = compressed(compression, Arrays.copyOf(kernel, 5000));
    assertKernel(
        unwrapped(join(first, second)),
        join(kernel, Arrays.copyOf(kernel, 5000)),
        compression.text());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BZIP2")
  void aTruncatedStreamIsRefused(Compression compression) throws Exception {
    byte[] whole = compressed(compression, kernel);
    assertRefused(Arrays.copyOf(whole, whole.length - 2000), "wrap-damaged", compression.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "XZ", "LZ4", "LZO"})
  void damageIsFoundByTheChecksum(Compression compression) throws Exception {
    byte[] damaged = compressed(compression, kernel);
    damaged[damaged.length / 2] ^= 1;
    assertRefused(damaged, "wrap-damaged", compression.text());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BZIP2")
  void hostileBytesAreUnwrappedOrRefused(Compression compression) throws Exception {
    byte[] whole = compressed(compression, kernel(3000));
    Random random = new Random(compression.name().hashCode());
    for (int i = 0; i < 300; i++) {
      byte[] mutated = whole.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        // Mostly in the header, where the sizes are.
        int at = random.nextInt(random.nextBoolean() ? Math.min(40, whole.length) : whole.length);
        mutated[at] = (byte) (random.nextBoolean() ? random.nextInt() : -1);
      }
      survives(mutated);
    }
    for (int length = 1; length < whole.length; length += length < 64 ? 1 : 97) {
      survives(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void contentOutOfAllProportionToTheFileIsRefused() throws Exception {
    assertRefused(Samples.bomb(48 << 20), "wrap-too-large", "more than");
  }

  /** A block that repeats one byte, as often as there can be. */
  @Test
  void aBombOfZstdIsRefusedBeforeItIsUncompressed() throws Exception {
    byte[] bomb = new byte[6 + 4 * 4096];
    System.arraycopy(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0x68}, 0, bomb, 0, 6);
    for (int at = 6; at < bomb.length; at += 4) {
      int header = (1 << 17) << 3 | 1 << 1 | (at == bomb.length - 4 ? 1 : 0);
      System.arraycopy(little(header), 0, bomb, at, 3);
      bomb[at + 3] = 'x';
    }
    assertRefused(bomb, "wrap-too-large", "1.0 MiB");
  }

  @Test
  void aDictionaryThatTheHeapHasNoRoomForIsRefused() throws Exception {
    byte[] lzma = compressed(Compression.LZMA, kernel);
    // As large as the heap of the tests.
    System.arraycopy(little(512 << 20), 0, lzma, 1, 4);
    assertRefused(lzma, "wrap-too-large", "dictionary");
  }

  /** 8 MiB for a file that cannot have so much content. */
  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"XZ", "LZMA"})
  void aDictionaryThatTheFileHasNoUseForIsRefused(Compression compression) throws Exception {
    assertRefused(
        Samples.withDictionary(compression, new byte[] {'k'}, 8 << 20),
        "wrap-too-large",
        "dictionary");
  }

  /** No more than a page for each byte, beside a constant that is less than any block. */
  @ParameterizedTest
  @EnumSource(value = Compression.class, mode = Mode.EXCLUDE, names = "BZIP2")
  void theFileBoundsTheMemoryOfItsDecoder(Compression compression) throws Exception {
    byte[] small = compressed(compression, new byte[] {'k', 'e', 'r', 'n', 'e', 'l'});
    unwrapped(small);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    unwrapped(small);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .isLessThan((1 << 20) + 4096L * small.length);
  }

  @Test
  void lz4BlocksThatDependOnEachOtherAreRefused() throws Exception {
    byte[] frame = compressed(Compression.LZ4, kernel);
    frame[4] &= ~0x20;
    assertRefused(frame, "wrap-method", "blocks that depend on each other");
  }

  @Test
  void lz4WithADictionaryIsRefused() throws Exception {
    byte[] frame = compressed(Compression.LZ4, kernel);
    frame[4] |= 1;
    assertRefused(frame, "wrap-method", "dictionary");
  }

  @Test
  void anLzopFilterIsRefused() throws Exception {
    byte[] file = compressed(Compression.LZO, kernel);
    file[9 + 8 + 2] |= 8;
    assertRefused(file, "wrap-method", "lzop");
  }

  @Test
  void lzmaIsRecognisedByItsWholeHeader() throws Exception {
    byte[] lzma = Arrays.copyOf(compressed(Compression.LZMA, kernel), 64);
    assertThat(Compression.of(lzma, lzma.length)).contains(Compression.LZMA);
    assertNotLzma(lzma, 0, 0x5e);
    assertNotLzma(lzma, 1, 1);
    assertNotLzma(lzma, 4, 0x83);
    assertNotLzma(lzma, 5, 0);
    assertNotLzma(lzma, 13, 1);
    assertThat(Compression.of(lzma, 13)).isEmpty();
  }

  private static void assertNotLzma(byte[] lzma, int at, int value) {
    byte[] other = lzma.clone();
    other[at] = (byte) value;
    assertThat(Compression.of(other, other.length)).isEmpty();
  }
}
