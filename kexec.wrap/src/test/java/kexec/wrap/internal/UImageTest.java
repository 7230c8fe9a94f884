package kexec.wrap.internal;

import static kexec.wrap.internal.Samples.ascii;
import static kexec.wrap.internal.Samples.big;
import static kexec.wrap.internal.Samples.compressed;
import static kexec.wrap.internal.Samples.join;
import static kexec.wrap.internal.Samples.kernel;
import static kexec.wrap.internal.Samples.uImage;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import kexec.wrap.Unwrapped;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UImageTest extends WrapTest {

  private final byte[] kernel = kernel(300_001);

  @ParameterizedTest
  @ValueSource(ints = {2, 14})
  void aKernelIsAPieceOfTheFile(int type) throws Exception {
    assertKernel(unwrapped(uImage(type, 0, kernel)), kernel, "uImage (arm64)");
  }

  @ParameterizedTest
  @CsvSource({"1, GZIP", "3, LZMA", "4, LZO", "5, LZ4", "6, ZSTD"})
  void aCompressedKernelIsUncompressed(int number, Compression compression) throws Exception {
    assertKernel(
        unwrapped(uImage(2, number, compressed(compression, kernel))),
        kernel,
        "uImage (arm64, %s)".formatted(compression.text()));
  }

  @Test
  void severalFilesAreKernelInitrdAndDeviceTree() throws Exception {
    byte[] packed = compressed(Compression.GZIP, kernel);
    byte[] files =
        join(
            big(packed.length),
            big(5),
            big(3),
            big(0),
            packed,
            new byte[-packed.length & 3],
            ascii("inird\0\0\0"),
            ascii("dtb"));
    Unwrapped unwrapped = unwrapped(join(uImage(4, 1, files), ascii("padding")));
    assertKernel(unwrapped, kernel, "uImage (arm64, gzip)");
    assertThat(Samples.bytes(unwrapped.initrd().orElseThrow())).isEqualTo(ascii("inird"));
    assertThat(Samples.bytes(unwrapped.deviceTree().orElseThrow())).isEqualTo(ascii("dtb"));
  }

  @Test
  void aWrongChecksumIsRefused() throws Exception {
    byte[] header = uImage(2, 0, kernel);
    header[40] ^= 1;
    assertRefused(header, "wrap-uimage-checksum", "header");
    byte[] data = uImage(2, 0, kernel);
    data[data.length - 1] ^= 1;
    assertRefused(data, "wrap-uimage-checksum", "data");
  }

  @Test
  void aTruncatedImageIsRefused() throws Exception {
    byte[] image = uImage(2, 0, kernel);
    assertRefused(Arrays.copyOf(image, 1000), "wrap-beyond-file", "1000 bytes");
    assertRefused(Arrays.copyOf(image, 20), "wrap-beyond-file", "20 bytes");
  }

  @Test
  void whatIsNoKernelIsRefused() throws Exception {
    assertRefused(uImage(3, 0, kernel), "wrap-uimage-type", "type 3");
    assertRefused(uImage(17, 2, 0, kernel), "wrap-uimage-type", "operating system 17");
  }

  @Test
  void unknownCompressionsAreRefused() throws Exception {
    assertRefused(uImage(2, 2, kernel), "wrap-method", "bzip2");
    assertRefused(uImage(2, 7, kernel), "wrap-method", "compression 7");
  }

  @Test
  void badListsOfFilesAreRefused() throws Exception {
    assertRefused(uImage(4, 0, join(big(0), kernel)), "wrap-empty", "no files");
    assertRefused(uImage(4, 0, join(big(-1), big(0), kernel)), "wrap-beyond-file", "4.0 GiB");
    assertRefused(uImage(4, 0, big(4)), "wrap-beyond-file", "8 bytes");
    assertRefused(
        uImage(4, 0, join(big(1), big(1), big(1), big(1), big(0), kernel)),
        "wrap-uimage-type",
        "more than");
  }

  @Test
  void hostileBytesAreUnwrappedOrRefused() throws Exception {
    byte[] image =
        uImage(4, 1, join(big(100), big(5), big(0), compressed(Compression.GZIP, kernel(50))));
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      byte[] mutated = image.clone();
      mutated[4 + random.nextInt(image.length - 4)] = (byte) random.nextInt();
      survives(mutated);
      // With checksums that are right.
      byte[] data = Arrays.copyOfRange(mutated, 64, mutated.length);
      data[random.nextInt(12)] = (byte) random.nextInt();
      survives(uImage(random.nextInt(16), random.nextInt(8), data));
    }
    for (int length = 1; length < image.length; length++) {
      survives(Arrays.copyOf(image, length));
    }
  }
}
