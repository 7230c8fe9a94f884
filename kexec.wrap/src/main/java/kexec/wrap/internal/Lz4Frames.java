package kexec.wrap.internal;

import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The frames of LZ4, those of today and the legacy ones, which Linux uses (LZ4 Frame Format). */
final class Lz4Frames {

  private static final int MAGIC = 0x184d2204;
  private static final int LEGACY = 0x184c2102;
  private static final int SKIPPABLE = 0x184d2a50;
  private static final int SKIPPABLE_MASK = 0xfffffff0;
  private static final int LEGACY_BLOCK = 8 << 20;

  private static final int VERSION_MASK = 0xc2;
  private static final int VERSION = 0x40;
  private static final int INDEPENDENT = 0x20;
  private static final int BLOCK_CHECKSUM = 0x10;
  private static final int CONTENT_SIZE = 0x08;
  private static final int CONTENT_CHECKSUM = 0x04;
  private static final int DICTIONARY = 0x01;

  private static final int FLAGS = 4;
  private static final int BLOCK_SIZE = 5;
  private static final int SHORTEST_DESCRIPTOR = 2;
  private static final int SMALLEST_BLOCK = 4;
  private static final int NOT_COMPRESSED = 0x80000000;
  private static final int MOST_REPETITIONS = 255;

  /** More than the last literals of a block that its decoder may copy in one piece. */
  private static final int SPARE = 64;

  private final CompressedInput in;
  private final BoundedOutput out;
  private final Lz4Decompressor decompressor = new Lz4Decompressor();
  private int longest;
  private int most;
  private byte[] compressed = new byte[0];
  private byte[] content = new byte[0];

  private Lz4Frames(CompressedInput in, BoundedOutput out) {
    this.in = in;
    this.out = out;
  }

  static void decode(CompressedInput in, BoundedOutput out) throws IOException {
    require(in.startsWith(MAGIC) || in.startsWith(LEGACY), "it does not begin with a frame");
    new Lz4Frames(in, out).frames();
    in.requireOnlyPadding(out.size());
  }

  private void frames() throws IOException {
    while (in.remaining() >= Integer.BYTES) {
      int magic = in.peek(0, Integer.BYTES).getInt();
      if (magic == LEGACY) {
        legacy();
      } else if (magic == MAGIC) {
        frame();
      } else if ((magic & SKIPPABLE_MASK) == SKIPPABLE) {
        in.skipAll(Integer.BYTES);
        in.skipAll(Integer.toUnsignedLong(in.next(Integer.BYTES).getInt()));
      } else {
        return;
      }
    }
  }

  /** Blocks of 8 MiB without an end mark: they end with the data, or where no block can follow. */
  private void legacy() throws IOException {
    in.skipAll(Integer.BYTES);
    allocate(LEGACY_BLOCK);
    while (in.remaining() > Integer.BYTES) {
      int size = in.peek(0, Integer.BYTES).getInt();
      // A block begins with a literal: there is nothing yet that it could repeat.
      boolean isBlock = size > 0 && size <= longest && in.peek(4, 1).get() != 0;
      if (!isBlock) {
        return;
      }
      in.skipAll(Integer.BYTES);
      out.write(content, 0, block(size));
    }
  }

  private void frame() throws IOException {
    int flags = in.peek(FLAGS, 1).get();
    int blockSize = in.peek(BLOCK_SIZE, 1).get();
    require((flags & VERSION_MASK) == VERSION, "the version of its frame is unknown");
    requireSupported((flags & DICTIONARY) == 0, "with a dictionary");
    requireSupported((flags & INDEPENDENT) != 0, "in blocks that depend on each other");
    require(
        (blockSize & 0x8f) == 0 && blockSize >> 4 >= SMALLEST_BLOCK, "its block size is unknown");
    int descriptor = SHORTEST_DESCRIPTOR + ((flags & CONTENT_SIZE) == 0 ? 0 : Long.BYTES);
    long before = out.size();
    in.skipAll(FLAGS);
    ByteBuffer header = in.peek(0, descriptor);
    long promised = (flags & CONTENT_SIZE) == 0 ? -1 : header.getLong(SHORTEST_DESCRIPTOR);
    XxHash32 hash = new XxHash32();
    hash.update(array(header), descriptor);
    in.skipAll(descriptor);
    require(in.next(1).get() == (byte) (hash.value() >>> 8), "the checksum of its frame is wrong");

    // 64 KiB, and four times as much for every step.
    allocate(1 << (8 + 2 * (blockSize >> 4)));
    XxHash32 sum = new XxHash32();
    for (int size = word(); size != 0; size = word()) {
      int n = block(size, (flags & BLOCK_CHECKSUM) != 0);
      sum.update(content, n);
      out.write(content, 0, n);
    }
    require(
        (flags & CONTENT_CHECKSUM) == 0 || word() == sum.value(),
        "the checksum of its content is wrong");
    require(promised == -1 || out.size() - before == promised, "it is not as long as it tells");
  }

  /** {@return the bytes of content of the next block, which are uncompressed or copied} */
  private int block(int word, boolean isChecked) throws IOException {
    int n;
    if ((word & NOT_COMPRESSED) == 0) {
      n = block(word);
    } else {
      n = word & ~NOT_COMPRESSED;
      require(n <= most, "a block is too long");
      in.next(content, n);
    }
    if (isChecked) {
      int length = word & ~NOT_COMPRESSED;
      XxHash32 hash = new XxHash32();
      hash.update((word & NOT_COMPRESSED) == 0 ? compressed : content, length);
      require(word() == hash.value(), "the checksum of a block is wrong");
    }
    return n;
  }

  private int block(int size) throws IOException {
    require(size > 0 && size <= longest, "a block is too long");
    in.next(compressed, size);
    return decompressor.decompress(compressed, 0, size, content, 0, most);
  }

  /**
   * Makes room for blocks. What is left of the data bounds them: a byte stands for 255 bytes of
   * content at most.
   */
  private void allocate(int blockSize) {
    long left = in.remaining();
    // What the compression of data without repetitions can add (LZ4_COMPRESSBOUND).
    longest = blockSize + blockSize / 255 + 16;
    most = (int) Math.min(blockSize, left * MOST_REPETITIONS + SPARE);
    if (content.length < most) {
      content = new byte[most];
    }
    if (compressed.length < Math.min(longest, left)) {
      compressed = new byte[(int) Math.min(longest, left)];
    }
  }

  private int word() throws IOException {
    return in.next(Integer.BYTES).getInt();
  }

  private static byte[] array(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static void require(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(otherwise);
    }
  }

  private static void requireSupported(boolean condition, String kind) throws IOException {
    if (!condition) {
      throw new RefusedException(
          "wrap-method",
          "it is compressed with lz4 %s, which is not supported".formatted(kind),
          "Uncompress it with lz4 -dc, and name the result.");
    }
  }
}
