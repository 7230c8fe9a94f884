package kexec.wrap.internal;

import java.io.IOException;
import java.util.zip.GZIPInputStream;
import kexec.api.text.Size;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.SingleXZInputStream;
import org.tukaani.xz.XZ;

/** The formats that libraries read as streams. */
final class StandardStreams {

  private static final int GZIP_BUFFER = 1 << 16;

  /** What a decoder of LZMA takes beside its dictionary, of which the smallest has 4 KiB. */
  private static final int DECODER_KIB = 256;

  private StandardStreams() {}

  /** RFC 1952: any number of members; whatever follows them is ignored, as gzip does. */
  static void gzip(CompressedInput in, BoundedOutput out) throws IOException {
    out.write(new GZIPInputStream(in, GZIP_BUFFER));
  }

  /** The .xz File Format: any number of streams, with padding between them. */
  static void xz(CompressedInput in, BoundedOutput out) throws IOException {
    int magic = in.peek(0, Integer.BYTES).getInt();
    try {
      do {
        // Unlike XZInputStream it stops exactly at the end of a stream.
        out.write(new SingleXZInputStream(in, memoryLimit(out)));
        while (in.startsWith(0)) {
          in.skipAll(Integer.BYTES);
        }
      } while (in.startsWith(magic) && in.remaining() > XZ.HEADER_MAGIC.length);
    } catch (MemoryLimitException e) {
      throw dictionary(e);
    }
    in.requireOnlyPadding(out.size());
  }

  /** The format of LZMA Utils. */
  static void lzma(CompressedInput in, BoundedOutput out) throws IOException {
    try {
      out.write(new LZMAInputStream(in, memoryLimit(out)));
    } catch (MemoryLimitException e) {
      throw dictionary(e);
    }
    in.requireOnlyPadding(out.size());
  }

  /**
   * {@return the memory for a dictionary, in KiB: half of the heap, for a quarter is content, and
   * not more than all of the content, beside what the decoder always takes}
   */
  private static int memoryLimit(BoundedOutput out) {
    long most = (out.most() >> 10) + DECODER_KIB;
    return (int) Math.min(Runtime.getRuntime().maxMemory() / 2048, most);
  }

  private static RefusedException dictionary(MemoryLimitException e) {
    return new RefusedException(
        "wrap-too-large",
        "uncompressing it takes %s of memory for a dictionary"
            .formatted(Size.human((long) e.getMemoryNeeded() << 10)),
        "If it is a kernel, uncompress it and name the result, or give the JVM more memory.");
  }
}
