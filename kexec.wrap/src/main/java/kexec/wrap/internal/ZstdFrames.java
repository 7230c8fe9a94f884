package kexec.wrap.internal;

import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Frames of RFC 8878. */
final class ZstdFrames {

  private static final int MAGIC = 0xfd2fb528;
  private static final int SKIPPABLE = 0x184d2a50;
  private static final int SKIPPABLE_MASK = 0xfffffff0;

  private static final int DESCRIPTOR = 4;
  private static final int WINDOW = 5;
  private static final int SINGLE_SEGMENT = 0x20;
  private static final int CHECKSUM = 0x04;

  /** A window of 8 MiB: the exponent above 2^10, and no eighths. */
  private static final int DECODERS_WINDOW = 13 << 3;

  private static final int BLOCK_HEADER = 3;
  private static final int BLOCK_RLE = 1;
  private static final int BLOCK_COMPRESSED = 2;
  private static final int MOST_OF_A_BLOCK = 1 << 17;

  private ZstdFrames() {}

  static void decode(CompressedInput in, BoundedOutput out) throws IOException {
    requireMagic(in.startsWith(MAGIC));
    while (in.remaining() >= Integer.BYTES) {
      int magic = in.peek(0, Integer.BYTES).getInt();
      if ((magic & SKIPPABLE_MASK) == SKIPPABLE) {
        in.skipAll(Integer.BYTES);
        in.skipAll(Integer.toUnsignedLong(in.next(Integer.BYTES).getInt()));
      } else if (magic == MAGIC) {
        frame(in, out);
      } else {
        break;
      }
    }
    in.requireOnlyPadding(out.size());
  }

  private static void requireMagic(boolean there) throws IOException {
    if (!there) {
      throw new IOException("it does not begin with a frame");
    }
  }

  /**
   * Uncompresses a frame as a whole. The decoder finds repetitions at any distance then; as a
   * stream it would refuse windows above 8 MiB, and those of kernels have 128.
   */
  private static void frame(CompressedInput in, BoundedOutput out) throws IOException {
    Extent extent = extent(in);
    long room = out.room();
    if (extent.length() > room + MOST_OF_A_BLOCK) {
      throw out.exceeded(room);
    }
    byte[] frame = new byte[(int) extent.length()];
    in.next(frame, frame.length);
    if ((frame[DESCRIPTOR] & SINGLE_SEGMENT) == 0) {
      // It refuses the number alone: the window is not allocated.
      frame[WINDOW] = (byte) Math.min(Byte.toUnsignedInt(frame[WINDOW]), DECODERS_WINDOW);
    }
    byte[] content = new byte[(int) Math.min(extent.most(), room)];
    int size;
    try {
      size = new ZstdDecompressor().decompress(frame, 0, frame.length, content, 0, content.length);
    } catch (RuntimeException e) {
      if (content.length < extent.most()) {
        RefusedException exceeded = out.exceeded(room);
        exceeded.addSuppressed(e);
        throw exceeded;
      }
      throw e;
    }
    out.write(content, 0, size);
  }

  /**
   * The extent of a frame.
   *
   * @param length its compressed bytes
   * @param most bytes of content that it can have
   */
  private record Extent(long length, long most) {}

  /** Goes from block to block without uncompressing any (RFC 8878, sections 3.1.1.1 and 2). */
  private static Extent extent(CompressedInput in) throws IOException {
    int descriptor = in.peek(DESCRIPTOR, 1).get();
    boolean single = (descriptor & SINGLE_SEGMENT) != 0;
    int sizeFlag = descriptor >> 6 & 3;
    int sizeLength = sizeFlag == 0 ? (single ? 1 : 0) : 1 << sizeFlag;
    int dictionaryFlag = descriptor & 3;
    int sizeAt = WINDOW + (single ? 0 : 1) + (dictionaryFlag == 0 ? 0 : 1 << (dictionaryFlag - 1));
    long at = (long) sizeAt + sizeLength;
    long most = 0;
    boolean last = false;
    while (!last) {
      ByteBuffer bytes = in.peek(at, BLOCK_HEADER);
      int header = Short.toUnsignedInt(bytes.getShort()) | Byte.toUnsignedInt(bytes.get()) << 16;
      int type = header >> 1 & 3;
      int size = header >> 3;
      last = (header & 1) != 0;
      at += BLOCK_HEADER + (type == BLOCK_RLE ? 1 : size);
      most += type == BLOCK_COMPRESSED ? MOST_OF_A_BLOCK : size;
    }
    at += (descriptor & CHECKSUM) == 0 ? 0 : Integer.BYTES;
    return new Extent(at, Math.min(most, contentSize(in.peek(sizeAt, sizeLength), most)));
  }

  private static long contentSize(ByteBuffer field, long unknown) {
    long size =
        switch (field.remaining()) {
          case 1 -> Byte.toUnsignedInt(field.get());
          case 2 -> Short.toUnsignedInt(field.getShort()) + 256;
          case 4 -> Integer.toUnsignedLong(field.getInt());
          case 8 -> field.getLong();
          default -> unknown;
        };
    return size < 0 ? unknown : size;
  }
}
