package kexec.wrap.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;
import kexec.api.text.Size;

/**
 * The legacy images of U-Boot (U-Boot, include/image.h, struct legacy_img_hdr): a big-endian header
 * of 64 bytes with checksums, and then one file or several.
 */
final class UImage {

  static final int MAGIC = 0x27051956;

  private static final int HEADER = 64;
  private static final int HEADER_CHECKSUM = 4;
  private static final int DATA_SIZE = 12;
  private static final int DATA_CHECKSUM = 24;
  private static final int SYSTEM = 28;
  private static final int ARCHITECTURE = 29;
  private static final int TYPE = 30;
  private static final int COMPRESSION = 31;

  private static final int LINUX = 5;
  private static final int KERNEL = 2;
  private static final int MULTI = 4;
  private static final int KERNEL_NOLOAD = 14;

  /** A kernel, an initrd and a device tree. */
  private static final int MOST_FILES = 3;

  private static final String CURE =
      "Make the image again with mkimage, or name the kernel itself.";

  private UImage() {}

  static Layer layer(WrappedData image) throws BadFileException {
    if (!image.has(0, HEADER)) {
      throw beyondFile(image, HEADER);
    }
    ByteBuffer header = image.bytes(0, HEADER);
    requireChecksum(image, header);
    long size = Integer.toUnsignedLong(header.getInt(DATA_SIZE));
    if (!image.has(HEADER, size)) {
      throw beyondFile(image, HEADER + size);
    }
    int type = header.get(TYPE);
    int system = header.get(SYSTEM);
    boolean isKernel = type == KERNEL || type == KERNEL_NOLOAD || type == MULTI;
    if (system != LINUX || !isKernel) {
      throw image.refusal(
          "wrap-uimage-type",
          system == LINUX
              ? "it is a uImage of the type %s, which is no kernel".formatted(type)
              : "it is a uImage for the operating system %s, which is not Linux".formatted(system),
          "Name the uImage of a Linux kernel.");
    }
    WrappedData data = image.piece(HEADER, size);
    CRC32 crc = new CRC32();
    data.data().read(crc::update);
    if ((int) crc.getValue() != header.getInt(DATA_CHECKSUM)) {
      throw image.refusal(
          "wrap-uimage-checksum", "the checksum of the uImage's data is wrong", Decompression.CURE);
    }
    List<WrappedData> files = type == MULTI ? files(data) : List.of(data);
    Compressed kernel = kernel(files.get(0), header.get(COMPRESSION));
    return new Layer(
        "uImage (%s%s)".formatted(architecture(header.get(ARCHITECTURE)), kernel.text()),
        kernel.content(),
        part(files, 1),
        part(files, 2),
        Optional.empty());
  }

  private static void requireChecksum(WrappedData image, ByteBuffer header)
      throws BadFileException {
    int expected = header.getInt(HEADER_CHECKSUM);
    header.putInt(HEADER_CHECKSUM, 0);
    CRC32 crc = new CRC32();
    crc.update(header.duplicate());
    if ((int) crc.getValue() != expected) {
      throw image.refusal(
          "wrap-uimage-checksum",
          "the checksum of the uImage's header is wrong",
          Decompression.CURE);
    }
  }

  /** Reads the sizes, which end with a zero; the files follow, each at a multiple of four bytes. */
  private static List<WrappedData> files(WrappedData data) throws BadFileException {
    List<Long> sizes = new ArrayList<>();
    long at = 0;
    long size = -1;
    while (size != 0) {
      if (!data.has(at, Integer.BYTES)) {
        throw beyondFile(data, at + Integer.BYTES);
      }
      size = Integer.toUnsignedLong(data.bytes(at, Integer.BYTES).getInt());
      at += Integer.BYTES;
      sizes.add(size);
      if (sizes.size() > MOST_FILES + 1) {
        throw data.refusal(
            "wrap-uimage-type",
            "the uImage has more than a kernel, an initrd and a device tree",
            CURE);
      }
    }
    sizes.remove(sizes.size() - 1);
    if (sizes.isEmpty()) {
      throw data.refusal("wrap-empty", "the uImage has no files in it", CURE);
    }
    List<WrappedData> files = new ArrayList<>();
    for (long length : sizes) {
      if (!data.has(at, length)) {
        throw beyondFile(data, at + length);
      }
      files.add(data.piece(at, length));
      at += length + 3 & ~3L;
    }
    return files;
  }

  private static BadFileException beyondFile(WrappedData data, long needed) {
    return data.refusal(
        "wrap-beyond-file",
        "the uImage has %s, and its headers tell at least %s"
            .formatted(Size.both(data.data().size()), Size.both(needed)),
        Decompression.CURE);
  }

  private static Optional<SegmentData> part(List<WrappedData> files, int index) {
    return index < files.size() ? Optional.of(files.get(index).data()) : Optional.empty();
  }

  /** The kernel's content and the compression that it had, with a comma before it. */
  private record Compressed(String text, SegmentData content) {}

  private static Compressed kernel(WrappedData kernel, int number) throws BadFileException {
    Compression compression =
        switch (number) {
          case 0 -> null;
          case 1 -> Compression.GZIP;
          case 2 -> Compression.BZIP2;
          case 3 -> Compression.LZMA;
          case 4 -> Compression.LZO;
          case 5 -> Compression.LZ4;
          case 6 -> Compression.ZSTD;
          default ->
              throw kernel.refusal(
                  "wrap-method",
                  "the uImage names the compression %s, which is not supported".formatted(number),
                  CURE);
        };
    return compression == null
        ? new Compressed("", kernel.data())
        : new Compressed(", " + compression.text(), Decompression.of(kernel, compression));
  }

  private static String architecture(int number) {
    return switch (number) {
      case 2 -> "arm";
      case 3 -> "i386";
      case 5 -> "mips";
      case 6 -> "mips64";
      case 7 -> "powerpc";
      case 22 -> "arm64";
      case 24 -> "x86_64";
      case 26 -> "riscv";
      default -> "architecture " + Integer.toUnsignedString(number & 0xff);
    };
  }
}
