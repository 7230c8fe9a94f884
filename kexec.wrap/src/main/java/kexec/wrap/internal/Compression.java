package kexec.wrap.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The compressed formats that kernels come in. */
enum Compression {
  GZIP("gzip", "1f8b"),
  XZ("xz", "fd377a585a00"),
  ZSTD("zstd", "28b52ffd"),
  LZ4_LEGACY("lz4", "02214c18"),
  LZ4("lz4", "04224d18"),
  LZO("lzo", "894c5a4f000d0a1a0a"),
  BZIP2("bzip2", "425a68"),
  /** The format of LZMA Utils, which has no magic number. */
  LZMA("lzma", "");

  private static final int LZMA_HEADER = 13;
  private static final int LZMA_PROPERTIES = 0x5d;
  private static final int LZMA_LEAST_DICTIONARY = 1 << 12;

  private final String text;
  private final String magic;

  /** The magic number is in hexadecimal digits. */
  Compression(String text, String magic) {
    this.text = text;
    this.magic = magic;
  }

  /** {@return its name, for people} */
  String text() {
    return text;
  }

  /**
   * Uncompresses data to its end, behind which only padding may follow.
   *
   * @throws RefusedException if it cannot be kept, or its kind is not supported
   * @throws IOException if it is damaged
   * @throws RuntimeException if it is damaged: the libraries were written for valid data, and throw
   *     for other data whatever they run into
   */
  void decode(CompressedInput in, BoundedOutput out) throws IOException {
    switch (this) {
      case GZIP -> StandardStreams.gzip(in, out);
      case XZ -> StandardStreams.xz(in, out);
      case LZMA -> StandardStreams.lzma(in, out);
      case ZSTD -> ZstdFrames.decode(in, out);
      case LZ4, LZ4_LEGACY -> Lz4Frames.decode(in, out);
      case LZO -> LzopFile.decode(in, out);
      case BZIP2 ->
          throw new RefusedException(
              "wrap-method",
              "it is compressed with bzip2, which is not supported",
              "Uncompress it with bzip2 -dc, and name the result.");
    }
  }

  /**
   * {@return the format of data, if it is one of these}
   *
   * @param head the first bytes
   * @param size of the data, in bytes
   */
  static Optional<Compression> of(byte[] head, long size) {
    String digits = HexFormat.of().formatHex(head);
    return Arrays.stream(values())
        .filter(each -> each == LZMA ? isLzma(head, size) : digits.startsWith(each.magic))
        .findFirst();
  }

  /**
   * Returns whether data begins as all encoders of LZMA begin it: the usual properties, a
   * dictionary of 2^n or 3 * 2^n bytes, an unknown size or one that a kernel may have, and a range
   * coder's first byte, which is zero (LZMA specification, "lzma file format").
   */
  private static boolean isLzma(byte[] head, long size) {
    int dictionary = WrappedData.little(head).getInt(1);
    long content = WrappedData.little(head).getLong(5);
    int rest = dictionary & -dictionary;
    return size > LZMA_HEADER
        && head[0] == LZMA_PROPERTIES
        && Integer.compareUnsigned(dictionary, LZMA_LEAST_DICTIONARY) >= 0
        && (dictionary == rest || dictionary == 3 * rest)
        && (content == -1 || (content > 0 && content <= BoundedOutput.LIMIT))
        && head[LZMA_HEADER] == 0;
  }
}
