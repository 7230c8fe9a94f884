package kexec.core.internal.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import kexec.api.plan.SegmentData;

/**
 * Names of file formats by their magic numbers, so that a file which no present protocol boots is
 * at least called by its name.
 */
final class KnownFormats {

  private record Magic(int offset, ByteBuffer bytes, String name) {
    boolean matches(SegmentData file) {
      return file.size() >= (long) offset + bytes.limit()
          && file.buffer(offset, bytes.limit()).equals(bytes);
    }
  }

  private static final List<Magic> MAGICS =
      List.of(
          // Documentation/arch/arm64/booting.rst, section 4.
          ascii(56, "ARMd", "an arm64 Image"),
          // EFI zboot, drivers/firmware/efi/libstub: "zimg" behind the DOS signature.
          ascii(4, "zimg", "an EFI zboot image, compressed"),
          // Documentation/arch/arm/setup and the zImage header: 0x016f2818 at 0x24.
          bytes(0x24, new byte[] {0x18, 0x28, 0x6f, 0x01}, "a zImage for 32-bit ARM"),
          bytes(0, new byte[] {0x27, 0x05, 0x19, 0x56}, "a U-Boot uImage"),
          bytes(0, new byte[] {(byte) 0xd0, 0x0d, (byte) 0xfe, (byte) 0xed}, "a device tree"),
          bytes(0, new byte[] {0x1f, (byte) 0x8b}, "gzip-compressed data"),
          bytes(0, new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}, "zstd-compressed data"),
          bytes(0, new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0}, "xz-compressed data"),
          bytes(0, new byte[] {0x02, 0x21, 0x4c, 0x18}, "LZ4-compressed data"),
          ascii(0, "070701", "a cpio archive, as an initrd is"),
          bytes(0, new byte[] {0x7f, 'E', 'L', 'F'}, "an ELF file"),
          ascii(0, "MZ", "a PE executable, as EFI programs are"));

  private KnownFormats() {}

  private static Magic bytes(int offset, byte[] bytes, String name) {
    return new Magic(offset, ByteBuffer.wrap(bytes), name);
  }

  private static Magic ascii(int offset, String text, String name) {
    return bytes(offset, text.getBytes(StandardCharsets.US_ASCII), name);
  }

  /**
   * Names a file's format.
   *
   * @param file the file's content
   * @return a name with its article, or nothing where the format is not known
   */
  static Optional<String> name(SegmentData file) {
    return MAGICS.stream().filter(magic -> magic.matches(file)).map(Magic::name).findFirst();
  }
}
