package kexec.wrap.internal;

import static kexec.wrap.internal.Samples.compressed;
import static kexec.wrap.internal.Samples.kernel;
import static kexec.wrap.internal.Samples.little;
import static kexec.wrap.internal.Samples.zboot;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ZbootImageTest extends WrapTest {

  private final byte[] kernel = kernel(500_000);

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BZIP2")
  void isUncompressed(Compression compression) throws Exception {
    assertKernel(
        unwrapped(zboot(compression, kernel)),
        kernel,
        "EFI zboot (%s)".formatted(compression.text()));
  }

  @Test
  void zstdHasTwoNames() throws Exception {
    byte[] image = zboot("zstd22", compressed(Compression.ZSTD, kernel), kernel.length);
    assertKernel(unwrapped(image), kernel, "EFI zboot (zstd)");
  }

  @ParameterizedTest
  @EnumSource(names = {"ZSTD", "XZ", "LZMA", "LZ4_LEGACY", "LZO"})
  void anotherSizeThanToldIsRefused(Compression compression) throws Exception {
    byte[] payload = compressed(compression, kernel);
    String name = compression.text();
    assertRefused(zboot(name, payload, kernel.length + 1), "wrap-size", "488.2 KiB");
    assertRefused(zboot(name, payload, kernel.length - 1), "wrap-size", "488.2 KiB");
  }

  @Test
  void gzipTellsItsSizeItself() throws Exception {
    byte[] payload = compressed(Compression.GZIP, kernel);
    System.arraycopy(little(1000), 0, payload, payload.length - 4, 4);
    assertRefused(zboot("gzip", payload, kernel.length), "wrap-size", "1000 bytes");
  }

  @Test
  void moreThanIsKeptIsRefusedAtOnce() throws Exception {
    byte[] payload = compressed(Compression.XZ, kernel);
    assertRefused(zboot("xzkern", payload, -1), "wrap-too-large", "512.0 MiB");
  }

  @Test
  void anUnknownCompressionIsRefused() throws Exception {
    assertRefused(zboot("brotli", kernel, kernel.length), "wrap-method", "\"brotli\"");
  }

  @Test
  void aPayloadBeyondTheFileIsRefused() throws Exception {
    byte[] image = zboot(Compression.GZIP, kernel);
    System.arraycopy(little(-1), 0, image, 8, 4);
    assertRefused(image, "wrap-beyond-file", "0xffffffff");
  }

  @Test
  void aTruncatedImageIsRefused() throws Exception {
    byte[] image = zboot(Compression.ZSTD, kernel);
    assertRefused(Arrays.copyOf(image, image.length / 2), "wrap-beyond-file", "header tells");
  }

  @Test
  void aPayloadOfAnotherFormatIsRefused() throws Exception {
    byte[] payload = new byte[100];
    Arrays.fill(payload, 0, 90, (byte) -1);
    for (String name : new String[] {"gzip", "xzkern", "lzo", "lz4", "zstd"}) {
      assertRefused(zboot(name, payload, 0), "wrap-damaged", "compressed with");
    }
  }

  @Test
  void hostileBytesAreUnwrappedOrRefused() throws Exception {
    byte[] image = zboot(Compression.ZSTD, kernel(2000));
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      byte[] mutated = image.clone();
      mutated[8 + random.nextInt(30)] = (byte) random.nextInt();
      mutated[8 + random.nextInt(8)] = (byte) (random.nextBoolean() ? -1 : random.nextInt());
      survives(mutated);
    }
    for (int length = 1; length < image.length; length += 13) {
      survives(Arrays.copyOf(image, length));
    }
  }
}
