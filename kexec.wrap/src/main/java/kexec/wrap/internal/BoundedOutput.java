package kexec.wrap.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import kexec.api.plan.SegmentData;
import kexec.api.text.Size;

/**
 * Collects uncompressed content within bounds, whatever size the file claims. Zeros are counted but
 * not stored, so that the memory used is bounded by the file's size and by the heap.
 */
final class BoundedOutput {

  /** More than any kernel has. */
  static final long LIMIT = 512L << 20;

  /**
   * The most content to keep per byte of the file. Kernels reach 3 to 8; the formats allow a
   * thousand and more.
   */
  private static final long RATIO = 32;

  /**
   * The most content per byte of the file, with zeros: as the pages of an image's memory, see
   * {@code kexec.core}. It bounds the time, and the dictionaries of decoders.
   */
  private static final long EXPANSION = 4096;

  /** The content that may be kept of any file, however short. */
  private static final long LEAST = 1 << 20;

  private static final int PIECE = 1 << 16;
  private static final byte[] ZEROS = new byte[PIECE];

  private final OptionalLong promised;
  private final long most;
  private final long limit;
  private final long keepable;
  private final List<SegmentData> pieces = new ArrayList<>();
  private final byte[] piece = new byte[PIECE];
  private int filled;
  private long size;
  private long kept;
  private long zeros;

  /**
   * Creates an output.
   *
   * @param promised bytes of the whole content, if a header tells them
   * @param most bytes at most, with zeros
   * @param keepable bytes at most that are not in runs of zeros; none if negative
   * @throws RefusedException if more is promised than is permitted
   */
  BoundedOutput(OptionalLong promised, long most, long keepable) throws RefusedException {
    this.promised = promised;
    this.most = most;
    this.limit = promised.orElse(most);
    this.keepable = Math.max(0, keepable);
    if (limit > most) {
      throw tooLarge(most);
    }
  }

  /**
   * {@return how much content a file may have, in bytes}
   *
   * @param fileSize bytes of the compressed file
   */
  static long most(long fileSize) {
    return Math.min(Math.min(fileSize, LIMIT) * EXPANSION, LIMIT);
  }

  /**
   * {@return how much content may be kept, in bytes: at most a quarter of the heap, because what
   * was uncompressed before may not be garbage yet}
   *
   * @param fileSize bytes of the compressed file
   * @param heap bytes of the JVM's heap at most
   */
  static long keepable(long fileSize, long heap) {
    long counted = Math.min(Math.max(fileSize, LEAST / RATIO), LIMIT);
    return Math.min(counted * RATIO, heap / 4);
  }

  /** {@return how much content there may be, in bytes: no decoder needs a larger dictionary} */
  long most() {
    return most;
  }

  /** {@return the bytes written} */
  long size() {
    return size;
  }

  /** {@return how many more bytes can be written, if none is zero} */
  long room() {
    return Math.min(limit - size, keepable - kept - filled);
  }

  void write(byte[] from, int offset, int length) throws RefusedException {
    int at = offset;
    int rest = length;
    while (rest > 0) {
      int n = Math.min(rest, PIECE - filled);
      System.arraycopy(from, at, piece, filled, n);
      filled += n;
      size += n;
      at += n;
      rest -= n;
      if (size > limit) {
        throw exceeded(limit);
      }
      if (filled == PIECE) {
        keep();
      }
    }
  }

  /** Writes all that a stream has. */
  void write(InputStream from) throws IOException {
    byte[] buffer = new byte[PIECE];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      write(buffer, 0, n);
    }
  }

  private void keep() throws RefusedException {
    if (Arrays.mismatch(piece, 0, filled, ZEROS, 0, filled) < 0) {
      zeros += filled;
    } else {
      kept += filled;
      if (kept > keepable) {
        throw tooLarge(keepable);
      }
      pieces.add(SegmentData.zeros(zeros));
      pieces.add(SegmentData.ofBytes(filled == PIECE ? piece : Arrays.copyOf(piece, filled)));
      zeros = 0;
    }
    filled = 0;
  }

  /**
   * {@return all that was written; nothing can be written afterwards}
   *
   * @throws RefusedException if it is not as much as was promised
   */
  SegmentData content() throws RefusedException {
    if (promised.isPresent() && size != limit) {
      throw wrongSize(Size.both(size));
    }
    keep();
    pieces.add(SegmentData.zeros(zeros));
    return SegmentData.concat(pieces);
  }

  /**
   * {@return the refusal of content of more than some bytes}
   *
   * @param bytes what could be written
   */
  RefusedException exceeded(long bytes) {
    return promised.isPresent() && bytes == limit ? wrongSize("more") : tooLarge(bytes);
  }

  private RefusedException wrongSize(String found) {
    return new RefusedException(
        "wrap-size",
        "its header tells %s of uncompressed data, but there is %s"
            .formatted(Size.both(limit), found),
        Decompression.CURE);
  }

  private static RefusedException tooLarge(long bytes) {
    return new RefusedException(
        "wrap-too-large",
        "it has more than %s when it is uncompressed, which is more than is kept in memory"
            .formatted(Size.both(bytes)),
        "If it is a kernel, uncompress it and name the result, or give the JVM more memory.");
  }
}
