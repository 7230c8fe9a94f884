package kexec.sim.internal.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.api.memory.PageSize;

/**
 * Machine memory of any size, of which only what was written takes space.
 *
 * <p>Content is kept by reference, so a page of a mapped file stays in the file. A frame that was
 * never written reads as a pattern of its own and never as zeros, which reveals a missing zero
 * fill. Thread-safe.
 */
public final class SparseMemory {

  private static final ByteBuffer ZEROS = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final int shift;
  private final FrameMap<ByteBuffer> contents = new FrameMap<>();

  /**
   * Creates memory in which nothing is written.
   *
   * @param pageSize the size of a frame
   */
  public SparseMemory(PageSize pageSize) {
    this.shift = pageSize.shift();
  }

  /** {@return the size of a frame in bytes} */
  public int pageBytes() {
    return 1 << shift;
  }

  /**
   * {@return the number of the frame that holds an address}
   *
   * @param address any machine address
   */
  public long frameOf(long address) {
    return address >>> shift;
  }

  /**
   * {@return the content of a frame: a read-only buffer of at most a page; the rest is zero}
   *
   * @param frame its number
   */
  public synchronized ByteBuffer page(long frame) {
    ByteBuffer content = contents.get(frame);
    return content == null ? garbage(frame) : content.duplicate();
  }

  /**
   * {@return whether a frame was written}
   *
   * @param frame its number
   */
  public synchronized boolean isWritten(long frame) {
    return contents.contains(frame);
  }

  /**
   * Writes a frame.
   *
   * @param frame its number
   * @param content from its position to its limit, at most a page; kept, so it must not be changed
   * @throws IllegalArgumentException if the content is longer than a page
   */
  public synchronized void put(long frame, ByteBuffer content) {
    if (content.remaining() > pageBytes()) {
      throw new IllegalArgumentException(
          "%s bytes do not fit in a page of %s".formatted(content.remaining(), pageBytes()));
    }
    contents.put(frame, content.hasRemaining() ? content.slice().asReadOnlyBuffer() : ZEROS);
  }

  /**
   * Fills a frame with zeros.
   *
   * @param frame its number
   */
  public synchronized void zero(long frame) {
    contents.put(frame, ZEROS);
  }

  /**
   * Discards the content of a frame, as if it was never written.
   *
   * @param frame its number
   */
  public synchronized void forget(long frame) {
    contents.remove(frame);
  }

  /**
   * Copies the content of a frame. If the source was never written, the target is discarded.
   *
   * @param from the frame to read
   * @param to the frame to write
   */
  public synchronized void copy(long from, long to) {
    ByteBuffer content = contents.get(from);
    if (content == null) {
      contents.remove(to);
    } else {
      contents.put(to, content);
    }
  }

  /** {@return the number of written frames} */
  public synchronized int writtenFrames() {
    return contents.size();
  }

  /**
   * Reads some memory page by page.
   *
   * @param address the first byte
   * @param length bytes, not negative
   * @param reader called in order with the part of each page that is in the range; a chunk may end
   *     early, which represents zeros up to the end of the page or the range
   */
  public void read(long address, long length, ChunkReader reader) {
    long at = address;
    long left = length;
    while (left > 0) {
      int from = (int) (at & (pageBytes() - 1));
      int wanted = (int) Math.min(pageBytes() - from, left);
      ByteBuffer page = page(frameOf(at));
      int have = Math.max(0, Math.min(page.limit() - from, wanted));
      reader.accept(have == 0 ? ZEROS.duplicate() : page.slice(from, have), wanted);
      at += wanted;
      left -= wanted;
    }
  }

  /** Receives the pages of a range. */
  @FunctionalInterface
  public interface ChunkReader {

    /**
     * Receives the next piece.
     *
     * @param chunk the content
     * @param length the bytes of the piece, including the zeros after the chunk
     */
    void accept(ByteBuffer chunk, int length);
  }

  /**
   * {@return a copy of some memory: a little-endian buffer}
   *
   * @param address the first byte
   * @param length bytes
   */
  public ByteBuffer bytes(long address, int length) {
    ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    read(
        address,
        length,
        (chunk, size) -> {
          int end = copy.position() + size;
          copy.put(chunk).position(end);
        });
    return copy.flip();
  }

  /**
   * Changes some memory; content that is kept by reference is not modified.
   *
   * @param address the first byte
   * @param bytes the new content
   */
  public synchronized void poke(long address, byte[] bytes) {
    for (int done = 0; done < bytes.length; ) {
      long at = address + done;
      int from = (int) (at & (pageBytes() - 1));
      int length = Math.min(pageBytes() - from, bytes.length - done);
      ByteBuffer own = ByteBuffer.allocate(pageBytes());
      own.put(page(frameOf(at))).clear().put(from, bytes, done, length);
      put(frameOf(at), own);
      done += length;
    }
  }

  private ByteBuffer garbage(long frame) {
    ByteBuffer page = ByteBuffer.allocate(pageBytes());
    long state = frame * 0x9e37_79b9_7f4a_7c15L;
    while (page.hasRemaining()) {
      // The finalizer of SplitMix64; the low bit of every byte is set, so that none is zero.
      state += 0x9e37_79b9_7f4a_7c15L;
      long word = (state ^ (state >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
      word = (word ^ (word >>> 27)) * 0x94d0_49bb_1331_11ebL;
      page.putLong(word | 0x0101_0101_0101_0101L);
    }
    return page.flip().asReadOnlyBuffer();
  }
}
