package kexec.wrap.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;
import kexec.api.plan.SegmentData;

/** Reads data as a stream, one piece at a time. */
final class CompressedInput extends InputStream {

  private static final int PIECE = 1 << 16;

  private final SegmentData data;
  private final LongConsumer done;
  private ByteBuffer piece = ByteBuffer.allocate(0);
  private long end;
  private long told;

  /**
   * Creates a stream.
   *
   * @param data the data
   * @param done told how many more bytes were read
   */
  CompressedInput(SegmentData data, LongConsumer done) {
    this.data = data;
    this.done = done;
  }

  /** {@return the bytes read} */
  long position() {
    return end - piece.remaining();
  }

  /** {@return the bytes not read yet} */
  long remaining() {
    return data.size() - position();
  }

  @Override
  public int read() {
    return fill() ? Byte.toUnsignedInt(piece.get()) : -1;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    if (length == 0 || !fill()) {
      return length == 0 ? 0 : -1;
    }
    int n = Math.min(length, piece.remaining());
    piece.get(into, from, n);
    return n;
  }

  @Override
  public int available() {
    return (int) Math.min(remaining(), Integer.MAX_VALUE);
  }

  private boolean fill() {
    if (!piece.hasRemaining() && end < data.size()) {
      tell();
      int length = (int) Math.min(PIECE, data.size() - end);
      piece = data.buffer(end, length);
      end += length;
    }
    return piece.hasRemaining();
  }

  /**
   * {@return the next bytes without reading them, little-endian}
   *
   * @param offset the first of them, from the position
   * @throws EOFException if they are not all there
   */
  ByteBuffer peek(long offset, int length) throws EOFException {
    if (offset > remaining() || length > remaining() - offset) {
      throw new EOFException("it ends within the compressed data");
    }
    return data.buffer(position() + offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * {@return the next bytes, little-endian}
   *
   * @throws EOFException if they are not all there
   */
  ByteBuffer next(int length) throws EOFException {
    ByteBuffer next = peek(0, length);
    seek(position() + length);
    return next;
  }

  /**
   * Reads the next bytes into the beginning of an array, which is as long.
   *
   * @throws EOFException if they are not all there
   */
  void next(byte[] into, int length) throws EOFException {
    next(length).get(into, 0, length);
  }

  /**
   * Skips bytes.
   *
   * @param length unsigned
   * @throws EOFException if they are not all there
   */
  void skipAll(long length) throws EOFException {
    if (Long.compareUnsigned(length, remaining()) > 0) {
      throw new EOFException("it ends within the compressed data");
    }
    seek(position() + length);
  }

  private void seek(long position) {
    piece = ByteBuffer.allocate(0);
    end = position;
    tell();
  }

  /** What was peeked at is not read yet, so that the end only grows. */
  private void tell() {
    if (end > told) {
      done.accept(end - told);
      told = end;
    }
  }

  /** {@return whether the next bytes are a little-endian number} */
  boolean startsWith(int number) throws EOFException {
    return remaining() >= Integer.BYTES && peek(0, Integer.BYTES).getInt() == number;
  }

  /**
   * Checks that nothing but padding follows the compressed data: zeros, and before them the size of
   * the content in four bytes, which the build of Linux appends for the decompressors that need it.
   *
   * @param size bytes of the content
   * @throws IOException if there is anything else
   */
  void requireOnlyPadding(long size) throws IOException {
    long from = position();
    if (startsWith((int) size)) {
      skipAll(Integer.BYTES);
    }
    for (int b = read(); b >= 0; b = read()) {
      if (b != 0) {
        throw new IOException(
            "%s bytes follow that do not belong to it".formatted(data.size() - from));
      }
    }
  }
}
