package kexec.wrap.internal;

import io.airlift.compress.lzo.LzoDecompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/** The files of lzop, whose numbers are big-endian. */
final class LzopFile {

  private static final byte[] MAGIC = {(byte) 0x89, 'L', 'Z', 'O', 0, 0x0d, 0x0a, 0x1a, 0x0a};

  /** The version from on which the header has these fields. */
  private static final int VERSION_WITH_LEVEL = 0x940;

  private static final int ADLER_OF_CONTENT = 0x1;
  private static final int ADLER_OF_COMPRESSED = 0x2;
  private static final int EXTRA_FIELD = 0x40;
  private static final int CRC_OF_CONTENT = 0x100;
  private static final int CRC_OF_COMPRESSED = 0x200;
  private static final int FILTER = 0x800;

  /** LZO1X-1, LZO1X-1(15) and LZO1X-999, which one decompressor reads. */
  private static final int LAST_METHOD = 3;

  /** lzop writes blocks of 256 KiB. */
  private static final int MOST_OF_A_BLOCK = 16 << 20;

  /** A byte of compressed data stands for 255 bytes of content at most, and the first for more. */
  private static final long MOST_REPETITIONS = 512;

  private final CompressedInput in;
  private byte[] compressed = new byte[0];
  private byte[] content = new byte[0];

  private LzopFile(CompressedInput in) {
    this.in = in;
  }

  static void decode(CompressedInput in, BoundedOutput out) throws IOException {
    require(
        in.next(MAGIC.length).equals(ByteBuffer.wrap(MAGIC)), "it does not begin with a header");
    new LzopFile(in).file(out);
    in.requireOnlyPadding(out.size());
  }

  private void file(BoundedOutput out) throws IOException {
    int flags = header();
    for (int size = word(); size != 0; size = word()) {
      int packed = word();
      require(
          size > 0 && size <= MOST_OF_A_BLOCK && packed > 0 && packed <= size,
          "the size of a block is wrong");
      int adler = (flags & ADLER_OF_CONTENT) == 0 ? 0 : word();
      int crc = (flags & CRC_OF_CONTENT) == 0 ? 0 : word();
      // A block that is not compressed has no checksums of the compressed data.
      if (packed < size) {
        in.skipAll((flags & ADLER_OF_COMPRESSED) == 0 ? 0 : Integer.BYTES);
        in.skipAll((flags & CRC_OF_COMPRESSED) == 0 ? 0 : Integer.BYTES);
      }
      block(size, packed);
      require(
          ((flags & ADLER_OF_CONTENT) == 0 || is(new Adler32(), size, adler))
              && ((flags & CRC_OF_CONTENT) == 0 || is(new CRC32(), size, crc)),
          "the checksum of a block is wrong");
      out.write(content, 0, size);
    }
  }

  /** {@return the flags} */
  private int header() throws IOException {
    int version = big(Short.BYTES).getShort() & 0xffff;
    boolean hasLevel = version >= VERSION_WITH_LEVEL;
    in.skipAll(hasLevel ? 2 * Short.BYTES : Short.BYTES);
    int method = in.next(1).get();
    in.skipAll(hasLevel ? 1 : 0);
    int flags = word();
    if (method < 1 || method > LAST_METHOD || (flags & FILTER) != 0) {
      throw new RefusedException(
          "wrap-method",
          "it is compressed with a method of lzop that is not supported",
          "Uncompress it with lzop -dc, and name the result.");
    }
    // The mode and the time.
    in.skipAll(hasLevel ? 3 * Integer.BYTES : 2 * Integer.BYTES);
    int name = Byte.toUnsignedInt(in.next(1).get());
    in.skipAll(name + Integer.BYTES);
    if ((flags & EXTRA_FIELD) != 0) {
      in.skipAll(Integer.toUnsignedLong(word()) + Integer.BYTES);
    }
    return flags;
  }

  private void block(int size, int packed) throws IOException {
    in.peek(0, packed);
    require(size <= packed * MOST_REPETITIONS, "a block is too short");
    if (content.length < size) {
      content = new byte[size];
    }
    if (packed == size) {
      in.next(content, size);
      return;
    }
    if (compressed.length < packed) {
      compressed = new byte[packed];
    }
    in.next(compressed, packed);
    int n = new LzoDecompressor().decompress(compressed, 0, packed, content, 0, size);
    require(n == size, "a block is too short");
  }

  private boolean is(Checksum sum, int size, int expected) {
    sum.update(content, 0, size);
    return (int) sum.getValue() == expected;
  }

  private int word() throws IOException {
    return big(Integer.BYTES).getInt();
  }

  private ByteBuffer big(int length) throws IOException {
    return in.next(length).order(ByteOrder.BIG_ENDIAN);
  }

  private static void require(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(otherwise);
    }
  }
}
