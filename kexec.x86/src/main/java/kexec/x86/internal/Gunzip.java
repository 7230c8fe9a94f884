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

/** Uncompresses files in the format of RFC 1952, as distributions install Xen. */
final class Gunzip {

  /** Far more than any kernel, and not more than a machine can spare for a moment. */
  static final long LIMIT = 128L << 20;

  private static final int PIECE = 1 << 20;
  private static final int MAGIC = 0x8b1f;

  private Gunzip() {}

  /** What uncompressing gives: the content, or what is wrong with the file. */
  record Result(Optional<SegmentData> content, Optional<Finding> finding) {}

  /** Tells whether the file begins as a compressed one does. */
  static boolean isCompressed(MappedFile file) {
    return file.size() > Short.BYTES
        && Short.toUnsignedInt(Short.reverseBytes(file.data().buffer(0, Short.BYTES).getShort()))
            == MAGIC;
  }

  /**
   * Uncompresses the beginning.
   *
   * @param length how much of it at most
   * @return as much of it as there is without damage
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
      // What came before the damage is enough to tell what the file is.
    }
    return SegmentData.ofBytes(Arrays.copyOf(bytes, at));
  }

  /** Uncompresses all of it, however long the file says it is, up to the limit. */
  static Result all(MappedFile file, long limit) {
    List<SegmentData> pieces = new ArrayList<>();
    long size = 0;
    try (InputStream in = open(file)) {
      for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
        size += piece.length;
        if (size > limit) {
          return broken(tooLarge(file, limit));
        }
        pieces.add(SegmentData.ofBytes(piece));
      }
    } catch (IOException e) {
      return broken(damaged(file, size, e));
    }
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
        "%s has more than 0x%x bytes when it is uncompressed"
            .formatted(FileName.of(file.path()), limit),
        "Uncompress the kernel with gunzip and name the result.");
  }

  private static Finding damaged(MappedFile file, long size, IOException e) {
    return Finding.error(
        "gzip-damaged",
        "%s cannot be uncompressed beyond 0x%x bytes (%s)"
            .formatted(FileName.of(file.path()), size, e.getMessage()),
        "Get the kernel file anew from where it came.");
  }

  /** Reads data as a stream, a piece at a time. */
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
