package kexec.core.internal.plan;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;

/**
 * Identifies file formats by their magic numbers, so that a file which no installed protocol boots
 * is at least named, with a cure. Only the headers of a file are read.
 */
final class KnownFormats {

  private static final int COMPRESSED_LOOKED_AT = 1 << 16;
  private static final int UNPACKED_LOOKED_AT = 1 << 12;

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
              "27051956",
              "a U-Boot uImage",
              "Take what is in it, behind its header of 64 bytes: tail -c +65 FILE > KERNEL."),
          bytes(
              0,
              "d00dfeed",
              "a device tree, or a FIT image in the form of one",
              "Name the kernel; dumpimage -l FILE lists what a FIT image holds."),
          compressed("1f8b", "gzip", "zcat"),
          compressed("28b52ffd", "zstd", "zstd -dc"),
          compressed("fd377a585a00", "xz", "xz -dc"),
          // The frame format, and the older one that Linux's own builds use.
          compressed("04224d18", "LZ4", "lz4 -dc"),
          compressed("02214c18", "LZ4", "lz4 -dc"),
          compressed("425a68", "bzip2", "bzip2 -dc"),
          compressed("894c5a4f000d0a1a0a", "LZO", "lzop -dc"),
          // lzma alone has no magic number: its usual properties, and a dictionary of whole pages.
          compressed("5d0000", "LZMA", "xz --format=lzma -dc"),
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

  private static Magic compressed(String hex, String name, String command) {
    return bytes(
        0,
        hex,
        name + "-compressed data",
        "Uncompress it (%s FILE > KERNEL), and name the result.".formatted(command));
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
  static Optional<KnownFormat> of(MappedFile file) {
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
    Stream<Function<SegmentData, Optional<KnownFormat>>> looks =
        Stream.of(
            KnownFormats::zboot, KnownFormats::gzip, KnownFormats::byMagic, KnownFormats::program);
    return looks.map(look -> look.apply(file)).flatMap(Optional::stream).findFirst();
  }

  private static Optional<KnownFormat> byMagic(SegmentData file) {
    return MAGICS.stream().filter(magic -> magic.matches(file)).map(Magic::format).findFirst();
  }

  private static Optional<KnownFormat> program(SegmentData file) {
    return PeProgram.read(file).map(PeProgram::format);
  }

  /**
   * Identifies the content too, if it is known: a compressed initrd is no kernel once decompressed.
   */
  private static Optional<KnownFormat> gzip(SegmentData file) {
    Optional<KnownFormat> outer = byMagic(file);
    if (outer.filter(format -> format.name().startsWith("gzip")).isEmpty()) {
      return Optional.empty();
    }
    return byMagic(SegmentData.ofBytes(unpacked(file)))
        .map(
            inner ->
                new KnownFormat(
                    outer.get().name() + ", and in it " + inner.name(),
                    inner.cure().isEmpty() || inner.cure().contains("FILE")
                        ? outer.get().cure()
                        : inner.cure()));
  }

  private static byte[] unpacked(SegmentData file) {
    ByteBuffer start = file.buffer(0, (int) Math.min(file.size(), COMPRESSED_LOOKED_AT));
    byte[] bytes = new byte[start.remaining()];
    start.get(bytes);
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readNBytes(UNPACKED_LOOKED_AT);
    } catch (IOException e) {
      // Damaged, or longer than the part that was read: then it is only known to be compressed.
      return new byte[0];
    }
  }

  /**
   * An EFI zboot image: "MZ", "zimg", the payload's offset and size, and at 24 the name of its
   * compression (Linux, drivers/firmware/efi/libstub/zboot-header.S).
   */
  private static Optional<KnownFormat> zboot(SegmentData file) {
    if (file.size() < 56) {
      return Optional.empty();
    }
    ByteBuffer header = file.buffer(0, 56).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getShort(0) != 0x5a4d || header.getInt(4) != 0x676d697a) {
      return Optional.empty();
    }
    StringBuilder compression = new StringBuilder();
    for (int at = 24; at < 56 && header.get(at) > ' '; at++) {
      compression.append((char) header.get(at));
    }
    String command =
        switch (compression.toString()) {
          case "gzip" -> "zcat";
          case "zstd" -> "zstd -dc";
          case "xzkern", "xz" -> "xz -dc";
          case "lz4" -> "lz4 -dc";
          case "lzma" -> "xz --format=lzma -dc";
          case "lzo" -> "lzop -dc";
          default -> "the program for its compression";
        };
    return Optional.of(
        new KnownFormat(
            "an EFI zboot image, which is a compressed kernel that only EFI can start",
            "Take the kernel out of it: tail -c +%d FILE | head -c %d | %s > KERNEL."
                .formatted(
                    Integer.toUnsignedLong(header.getInt(8)) + 1,
                    Integer.toUnsignedLong(header.getInt(12)),
                    command)));
  }
}
