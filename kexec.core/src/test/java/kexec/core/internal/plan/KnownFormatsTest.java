package kexec.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import kexec.api.machine.CrashNotes;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.SegmentData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KnownFormatsTest {

  private static byte[] at(int offset, String magic) {
    byte[] file = new byte[512];
    byte[] bytes = HexFormat.of().parseHex(magic);
    System.arraycopy(bytes, 0, file, offset, bytes.length);
    return file;
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "56,   41524d64,     an arm64 Image",
    "4,    7a696d67,     'an EFI zboot image, compressed'",
    "0x24, 18286f01,     a zImage for 32-bit ARM",
    "0,    27051956,     a U-Boot uImage",
    "0,    d00dfeed,     a device tree",
    "0,    1f8b,         gzip-compressed data",
    "0,    28b52ffd,     zstd-compressed data",
    "0,    fd377a585a00, xz-compressed data",
    "0,    02214c18,     LZ4-compressed data",
    "0,    303730373031, 'a cpio archive, as an initrd is'",
    "0,    7f454c46,     an ELF file",
    "0,    4d5a,         'a PE executable, as EFI programs are'"
  })
  void formatsAreKnownByTheirMagicNumbers(String offset, String magic, String name) {
    byte[] file = at(Integer.decode(offset), magic);
    int length = Integer.decode(offset) + magic.length() / 2;

    assertThat(KnownFormats.name(SegmentData.ofBytes(file))).contains(name);
    assertThat(KnownFormats.name(SegmentData.ofBytes(Arrays.copyOf(file, length)))).contains(name);
    assertThat(KnownFormats.name(SegmentData.ofBytes(Arrays.copyOf(file, length - 1)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"56, 41524d64, an arm64 Image", "4, 7a696d67, 'an EFI zboot image, compressed'"})
  void anImageThatIsAlsoAnEfiProgramHasItsOwnName(int offset, String magic, String name) {
    byte[] file = at(offset, magic);
    file[0] = 'M';
    file[1] = 'Z';

    assertThat(KnownFormats.name(SegmentData.ofBytes(file))).contains(name);
  }

  @Test
  void filesOfOtherWritersAreKnown() throws Exception {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write("kernel".getBytes(StandardCharsets.US_ASCII));
    }
    byte[] core = new CoreHeader(Architecture.ARM, CrashNotes.NONE, RangeSet.empty()).bytes();

    assertThat(KnownFormats.name(SegmentData.ofBytes(compressed.toByteArray())))
        .contains("gzip-compressed data");
    assertThat(KnownFormats.name(SegmentData.ofBytes(core))).contains("an ELF file");
  }

  @Test
  void otherFilesHaveNoName() {
    assertThat(KnownFormats.name(SegmentData.zeros(0))).isEmpty();
    assertThat(KnownFormats.name(SegmentData.zeros(4096))).isEmpty();
  }
}
