package kexec.x86.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import kexec.api.fault.Finding;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.text.FileName;
import kexec.api.text.Size;

/** Decompresses files in the format of RFC 1952, as distributions install Xen. */
final class Gunzip {

  /** Far more than any kernel. */
  static final long LIMIT = 128L << 20;

  /**
   * The most content to keep per byte of the file. Kernels reach 3 to 5; the format allows 1032.
   */
  private static final long RATIO = 32;

  /** The content that may be kept of any file, however short. */
  private static final long LEAST = 1 << 20;

  private static final int PIECE = 1 << 16;
  private static final byte[] ZEROS = new byte[PIECE];
  private static final int MAGIC = 0x8b1f;

  private Gunzip() {}

  /** The result of decompression: the content, or what is wrong with the file. */
  record Result(Optional<SegmentData> content, Optional<Finding> finding) {}

  /** {@return whether the file begins like a compressed one} */
  static boolean isCompressed(MappedFile file) {
    return file.size() > Short.BYTES
        && Short.toUnsignedInt(Short.reverseBytes(file.data().buffer(0, Short.BYTES).getShort()))
            == MAGIC;
  }

  /**
   * Decompresses the beginning.
   *
   * @param length bytes of content at most
   * @return the content up to the first damage
   */
  static SegmentData beginning(MappedFile file, int length) {
    byte[] bytes = new byte[length];
    int at = 0;
    try (InputStream in = open(file)) {
      int n = in.read(bytes, 0, length);
      while (n > 0) {
        at += n;
        n = in.read(bytes, at, length - at);
      }
    } catch (IOException e) {
      // What precedes the damage is enough to recognise the file.
    }
    return SegmentData.ofBytes(Arrays.copyOf(bytes, at));
  }

  /**
   * Decompresses the whole file, whatever size it claims. Zeros are counted but not stored, so that
   * the memory used is bounded by the file's size and by the heap.
   *
   * @param limit bytes of content at most
   */
  static Result all(MappedFile file, long limit) {
    return all(file, limit, keepable(file.size(), Runtime.getRuntime().maxMemory()));
  }

  /**
   * {@return how much non-zero content may be kept, in bytes: at most a quarter of the heap,
   * because earlier results may not be garbage yet}
   *
   * @param fileSize bytes of the compressed file
   * @param heap bytes of the JVM's heap at most
   */
  static long keepable(long fileSize, long heap) {
    return Math.min(Math.max(fileSize, LEAST / RATIO) * RATIO, heap / 4);
  }

  /**
   * Decompresses the whole file.
   *
   * @param limit bytes of content at most
   * @param keepable non-zero bytes of it at most
   */
  static Result all(MappedFile file, long limit, long keepable) {
    List<SegmentData> pieces = new ArrayList<>();
    byte[] piece = new byte[PIECE];
    long size = 0;
    long kept = 0;
    long zeros = 0;
    try (InputStream in = open(file)) {
      for (int n = in.readNBytes(piece, 0, PIECE); n > 0; n = in.readNBytes(piece, 0, PIECE)) {
        size += n;
        boolean isZero = Arrays.mismatch(piece, 0, n, ZEROS, 0, n) < 0;
        kept += isZero ? 0 : n;
        if (size > limit || kept > keepable) {
          return broken(tooLarge(file, size > limit ? limit : keepable));
        }
        if (isZero) {
          zeros += n;
        } else {
          pieces.add(SegmentData.zeros(zeros));
          pieces.add(SegmentData.ofBytes(n == PIECE ? piece : Arrays.copyOf(piece, n)));
          zeros = 0;
        }
      }
    } catch (IOException e) {
      return broken(damaged(file, size, e));
    }
    pieces.add(SegmentData.zeros(zeros));
    return new Result(Optional.of(SegmentData.concat(pieces)), Optional.empty());
  }

  private static InputStream open(MappedFile file) throws IOException {
    return new GZIPInputStream(new DataStream(file.data()), 1 << 16);
  }

  private static Result broken(Finding finding) {
    return new Result(Optional.empty(), Optional.of(finding));
  }

  private static Finding tooLarge(MappedFile file, long limit) {
    return Finding.error(
        "gzip-too-large",
        "%s has more than %s when it is uncompressed, which is more than is kept in memory"
            .formatted(FileName.of(file.path()), Size.both(limit)),
        "If it is a kernel, uncompress it (zcat %s > KERNEL), and name the result."
            .formatted(FileName.of(file.path())));
  }

  private static Finding damaged(MappedFile file, long size, IOException e) {
    return Finding.error(
        "gzip-damaged",
        "%s cannot be uncompressed beyond %s (%s)"
            .formatted(FileName.of(file.path()), Size.both(size), e.getMessage()),
        "Get the kernel file anew from where it came.");
  }

  /** Reads data as a stream, one part at a time. */
  private static final class DataStream extends InputStream {

    private final SegmentData data;
    private long at;

    DataStream(SegmentData data) {
      this.data = data;
    }

    @Override
    public int read() {
      return at == data.size() ? -1 : Byte.toUnsignedInt(data.buffer(at++, 1).get());
    }

    @Override
    public int read(byte[] into, int from, int length) {
      int wanted = (int) Math.min(length, data.size() - at);
      if (wanted == 0) {
        return length == 0 ? 0 : -1;
      }
      ByteBuffer piece = data.buffer(at, wanted);
      piece.get(into, from, wanted);
      at += wanted;
      return wanted;
    }
  }
}
