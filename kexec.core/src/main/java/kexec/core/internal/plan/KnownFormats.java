package kexec.core.internal.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.plan.SegmentData;

/**
 * Identifies file formats by their magic numbers, so that a file which no installed protocol boots
 * is at least named, with a cure. Only the headers of a file are read.
 */
final class KnownFormats {

  private static final String INITRD =
      "Name the kernel, and this file as its initrd with --initrd.";
  private static final String OTHER_ARCHITECTURE = "Name a kernel for this machine's architecture.";

  /** Magic numbers and their formats, the most specific first. */
  private static final List<Magic> MAGICS =
      List.of(
          // Documentation/arch/arm64/booting.rst, section 4.
          ascii(56, "ARMd", "an arm64 Image", OTHER_ARCHITECTURE),
          // Documentation/arch/riscv/boot-image-header.rst: magic2.
          ascii(56, "RSC\5", "a riscv64 Image", OTHER_ARCHITECTURE),
          // Documentation/arch/arm/booting.rst and the zImage header: 0x016f2818 at 0x24.
          bytes(0x24, "18286f01", "a zImage for 32-bit ARM", OTHER_ARCHITECTURE),
          bytes(
              0,
              "d00dfeed",
              "a device tree, or a FIT image in the form of one",
              "Name the kernel; dumpimage -l FILE lists what a FIT image holds."),
          ascii(0, "070701", "a cpio archive, as an initrd is", INITRD),
          ascii(0, "070702", "a cpio archive, as an initrd is", INITRD),
          ascii(0, "070707", "an old cpio archive", "Name the kernel."),
          ascii(0, "hsqs", "a squashfs file system", "Name the kernel."),
          ascii(
              0,
              "ANDROID!",
              "an Android boot image",
              "Take the kernel and the initrd out of it with unpack_bootimg."),
          ascii(0, "QFI\u00fb", "a qcow2 disk image", inImage("disk image")),
          ascii(0, "KDMV", "a VMDK disk image", inImage("disk image")),
          ascii(0x8001, "CD001", "an ISO 9660 image", inImage("image")),
          ascii(512, "EFI PART", "a disk image with a GUID partition table", inImage("disk image")),
          ascii(257, "ustar", "a tar archive", "Unpack it, and name the kernel in it."),
          ascii(0, "PK\3\4", "a zip archive", "Unpack it, and name the kernel in it."),
          ascii(
              0,
              "!<arch>\n",
              "an ar archive, as Debian packages are",
              "Unpack it (dpkg-deb -x FILE DIRECTORY), and name the kernel in it."),
          bytes(
              0,
              "edabeedb",
              "an RPM package",
              "Unpack it (rpm2cpio FILE | cpio -id), and name the kernel in it."),
          ascii(0, "#!", "a script", "Name the kernel itself."),
          bytes(0, "7f454c46", "an ELF file", ""));

  private KnownFormats() {}

  private record Magic(int offset, ByteBuffer bytes, KnownFormat format) {
    boolean matches(SegmentData file) {
      return file.size() >= (long) offset + bytes.limit()
          && file.buffer(offset, bytes.limit()).equals(bytes);
    }
  }

  private static Magic bytes(int offset, String hex, String name, String cure) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return new Magic(offset, ByteBuffer.wrap(bytes), new KnownFormat(name, cure));
  }

  private static Magic ascii(int offset, String text, String name, String cure) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    return new Magic(offset, bytes, new KnownFormat(name, cure));
  }

  private static String inImage(String what) {
    return "Take the kernel file out of the %s, and name that.".formatted(what);
  }

  /**
   * Identifies a file's format.
   *
   * @param file the file
   * @return its format, with the file's own path in the cure; empty if the format is unknown
   */
  static Optional<KnownFormat> of(BootFile file) {
    return of(file.data())
        .map(
            format ->
                new KnownFormat(
                    format.name(), format.cure().replace("FILE", file.path().toString())));
  }

  /**
   * Identifies the format of data.
   *
   * @param file the content
   * @return its format, with the word FILE for the file in the cure; empty if the format is unknown
   */
  static Optional<KnownFormat> of(SegmentData file) {
    return byMagic(file).or(() -> program(file));
  }

  private static Optional<KnownFormat> byMagic(SegmentData file) {
    return MAGICS.stream().filter(magic -> magic.matches(file)).map(Magic::format).findFirst();
  }

  private static Optional<KnownFormat> program(SegmentData file) {
    return PeProgram.read(file).map(PeProgram::format);
  }
}
