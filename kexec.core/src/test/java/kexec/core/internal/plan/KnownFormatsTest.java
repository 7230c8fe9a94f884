package kexec.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KnownFormatsTest {

  @TempDir Path directory;

  private static byte[] at(int offset, String magic) {
    byte[] bytes = HexFormat.of().parseHex(magic);
    byte[] file = new byte[offset + bytes.length + 64];
    System.arraycopy(bytes, 0, file, offset, bytes.length);
    return file;
  }

  private static Optional<String> name(byte[] file) {
    return KnownFormats.of(SegmentData.ofBytes(file)).map(KnownFormat::name);
  }

  private static String cure(byte[] file) {
    return KnownFormats.of(SegmentData.ofBytes(file)).orElseThrow().cure();
  }

  /** A column of its own has a word of the cure. */
  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "56,     41524d64,         an arm64 Image, architecture",
    "56,     52534305,         a riscv64 Image, architecture",
    "0x24,   18286f01,         a zImage for 32-bit ARM, architecture",
    "0,      d00dfeed,         'a device tree, or a FIT image in the form of one', dumpimage -l",
    "0,      303730373031,     'a cpio archive, as an initrd is', --initrd",
    "0,      303730373032,     'a cpio archive, as an initrd is', --initrd",
    "0,      514649fb,         a qcow2 disk image, out of the disk image",
    "0x8001, 4344303031,       an ISO 9660 image, out of the image",
    "512,    4546492050415254, a disk image with a GUID partition table, out of the disk image",
    "0,      68737173,         a squashfs file system, Name the kernel",
    "0,      213c617263683e0a, 'an ar archive, as Debian packages are', dpkg-deb -x FILE",
    "0,      7f454c46,         an ELF file, ''"
  })
  void formatsAreKnownByTheirMagicNumbers(String offset, String magic, String name, String cure) {
    byte[] file = at(Integer.decode(offset), magic);
    int length = Integer.decode(offset) + magic.length() / 2;

    assertThat(name(file)).contains(name);
    assertThat(cure(file)).contains(cure);
    assertThat(name(Arrays.copyOf(file, length))).contains(name);
    assertThat(name(Arrays.copyOf(file, length - 1))).isEmpty();
  }

  @Test
  void anImageThatIsAlsoAnEfiProgramHasItsOwnName() {
    byte[] file = at(56, "41524d64");
    file[0] = 'M';
    file[1] = 'Z';

    assertThat(name(file)).contains("an arm64 Image");
  }

  private static byte[] program(int machine, String... sections) {
    ByteBuffer file = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort(0, (short) 0x5a4d).putInt(60, 0x80).putInt(0x80, 0x4550);
    file.putShort(0x84, (short) machine).putShort(0x86, (short) sections.length);
    file.putShort(0x94, (short) 240);
    for (int i = 0; i < sections.length; i++) {
      String[] parts = sections[i].split("=", 2);
      int header = 0x98 + 240 + 40 * i;
      file.put(header, parts[0].getBytes(StandardCharsets.US_ASCII));
      if (parts.length == 2) {
        int content = 0x800 + 0x100 * i;
        file.putInt(header + 16, parts[1].length()).putInt(header + 20, content);
        file.put(content, parts[1].getBytes(StandardCharsets.US_ASCII));
      }
    }
    return file.array();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    ".sdmagic=#### LoaderInfo: systemd-boot 252 ####, the boot loader systemd-boot for x86_64",
    ".sdmagic=#### LoaderInfo: systemd-stub 252 ####, "
        + "systemd's EFI stub without a kernel for x86_64",
    "'.sbat=sbat,1,SBAT Version;grub,3,Free Software Foundation', the boot loader GRUB for x86_64",
    "mods=x, the boot loader GRUB for x86_64",
    "'.sbat=sbat,1,SBAT Version;shim,4,UEFI shim', the boot loader shim for x86_64",
    ".data=x, 'a PE executable for x86_64, as EFI programs are'"
  })
  void efiProgramsAreToldApart(String section, String name) {
    byte[] file = program(0x8664, ".text", section);

    assertThat(name(file)).contains(name);
    assertThat(cure(file)).startsWith("Name ");
  }

  @Test
  void aProgramOfWhichOnlyTheStartIsThereIsOneAllTheSame() {
    byte[] file = program(0x8664, ".data");
    for (int length = 2; length < 0x200; length++) {
      assertThat(name(Arrays.copyOf(file, length))).as("%s bytes", length).isPresent();
    }
    Arrays.fill(file, 60, 64, (byte) 0xff);
    assertThat(name(file)).contains("a PE executable, as EFI programs are");
  }

  @Test
  void filesOfOtherWritersAreKnown() {
    byte[] core = new CoreHeader(Architecture.ARM, DumpNotes.NONE, RangeSet.empty()).bytes();

    assertThat(name(core)).contains("an ELF file");
  }

  @Test
  void otherFilesHaveNoName() {
    assertThat(KnownFormats.of(SegmentData.zeros(0))).isEmpty();
    assertThat(KnownFormats.of(SegmentData.zeros(4096))).isEmpty();
  }

  @Test
  void theCureNamesTheFile() throws Exception {
    Path path = Files.write(directory.resolve("image.fit"), at(0, "d00dfeed"));

    assertThat(KnownFormats.of(BootFile.of(MappedFile.open(path))).orElseThrow().cure())
        .contains("dumpimage -l " + path);
  }
}
