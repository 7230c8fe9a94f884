package kexec.wrap.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import kexec.api.fault.BadFileException;
import kexec.api.text.Size;

/**
 * A kernel with EFI's decompressor before it (Linux, drivers/firmware/efi/libstub/zboot-header.S):
 * "MZ", "zimg" at 4, the payload's offset at 8 and its size at 12, the name of its compression at
 * 24; all numbers are little-endian.
 */
final class ZbootImage {

  private static final int TYPE = 0x7a696d67;
  private static final int TYPE_AT = 4;
  private static final int PAYLOAD_OFFSET = 8;
  private static final int PAYLOAD_SIZE = 12;
  private static final int COMPRESSION = 24;
  private static final int COMPRESSION_END = 56;

  private static final Map<String, Compression> COMPRESSIONS =
      Map.of(
          "gzip", Compression.GZIP,
          "xzkern", Compression.XZ,
          "xz", Compression.XZ,
          "lzma", Compression.LZMA,
          "lzo", Compression.LZO,
          "lz4", Compression.LZ4_LEGACY,
          "zstd22", Compression.ZSTD,
          "zstd", Compression.ZSTD,
          "bzip2", Compression.BZIP2);

  private ZbootImage() {}

  /** {@return whether a file that begins with "MZ" is a zboot image} */
  static boolean isOne(byte[] head) {
    return WrappedData.big(head).getInt(TYPE_AT) == TYPE;
  }

  static Layer layer(WrappedData image, byte[] head) throws BadFileException {
    ByteBuffer header = WrappedData.little(head);
    long offset = Integer.toUnsignedLong(header.getInt(PAYLOAD_OFFSET));
    long size = Integer.toUnsignedLong(header.getInt(PAYLOAD_SIZE));
    String name =
        WrappedData.untilNul(
            StandardCharsets.ISO_8859_1.decode(
                header.slice(COMPRESSION, COMPRESSION_END - COMPRESSION)));
    Compression compression = COMPRESSIONS.get(name);
    if (compression == null) {
      throw image.refusal(
          "wrap-method",
          "its header names the compression \"%s\", which is not supported".formatted(name),
          "Install the kernel in another form, for example as an Image.");
    }
    if (size <= Integer.BYTES || !image.has(offset, size)) {
      throw image.refusal(
          "wrap-beyond-file",
          "its header tells compressed data of %s from 0x%x on, but the image has %s"
              .formatted(Size.both(size), offset, Size.both(image.data().size())),
          Decompression.CURE);
    }
    return Layer.of(
        "EFI zboot (%s)".formatted(compression.text()),
        Decompression.of(
            image.piece(offset, size),
            compression,
            contentSize(image, compression, offset + size)));
  }

  /**
   * The last four bytes of gzip's format are the content's size. After the data of any other format
   * the build appends them, and does not count them in the payload's size.
   */
  private static OptionalLong contentSize(WrappedData image, Compression compression, long end)
      throws BadFileException {
    long at = compression == Compression.GZIP ? end - Integer.BYTES : end;
    return image.has(at, Integer.BYTES)
        ? OptionalLong.of(
            Integer.toUnsignedLong(Integer.reverseBytes(image.bytes(at, Integer.BYTES).getInt())))
        : OptionalLong.empty();
  }
}
