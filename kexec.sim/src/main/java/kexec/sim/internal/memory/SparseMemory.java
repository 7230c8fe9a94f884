package kexec.sim.internal.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import kexec.api.memory.PageSize;

/**
 * Machine memory of any size, of which only what was written takes space.
 *
 * <p>Content is kept by reference, so that a page of a mapped file stays in the file. A frame that
 * was never written reads as a pattern of its own and never as zeros, so that a forgotten zero fill
 * is seen. Safe for use by several threads.
 */
public final class SparseMemory {

  private static final ByteBuffer ZEROS = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final int shift;
  private final FrameMap<ByteBuffer> contents = new FrameMap<>();

  /**
   * Makes memory in which nothing is written.
   *
   * @param pageSize the size of a frame
   */
  public SparseMemory(PageSize pageSize) {
    this.shift = pageSize.shift();
  }

  /**
   * Returns the size of a frame.
   *
   * @return bytes
   */
  public int pageBytes() {
    return 1 << shift;
  }

  /**
   * Returns the frame that holds an address.
   *
   * @param address any machine address
   * @return the frame's number
   */
  public long frameOf(long address) {
    return address >>> shift;
  }

  /**
   * Returns what a frame holds.
   *
   * @param frame its number
   * @return a read-only buffer of at most a page; the rest of the page is zero
   */
  public synchronized ByteBuffer page(long frame) {
    ByteBuffer content = contents.get(frame);
    return content == null ? garbage(frame) : content.duplicate();
  }

  /**
   * Tells whether a frame was written.
   *
   * @param frame its number
   * @return whether it holds more than its own pattern
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
          "%d bytes do not fit in a page of %d".formatted(content.remaining(), pageBytes()));
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
   * Makes a frame one that was never written.
   *
   * @param frame its number
   */
  public synchronized void forget(long frame) {
    contents.remove(frame);
  }

  /**
   * Makes one frame hold what another one holds.
   *
   * <p>A frame that was never written has no content to hand over: the target then holds its own
   * pattern.
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

  /**
   * Returns how many frames are written.
   *
   * @return frames
   */
  public synchronized int writtenFrames() {
    return contents.size();
  }

  /**
   * Hands over some memory page by page.
   *
   * @param address the first byte
   * @param length bytes, not negative
   * @param reader called in order with what each page holds of the range; a chunk may end early,
   *     which stands for zeros up to the page's end or the range's
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

  /** Takes the pages of a range. */
  @FunctionalInterface
  public interface ChunkReader {

    /**
     * Takes the next piece.
     *
     * @param chunk what is written there
     * @param length how many bytes the piece has, the zeros behind the chunk counted
     */
    void accept(ByteBuffer chunk, int length);
  }

  /**
   * Returns a copy of some memory.
   *
   * @param address the first byte
   * @param length bytes
   * @return a little-endian buffer of that length
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
   * Changes some memory; what was kept by reference is not touched.
   *
   * @param address the first byte
   * @param bytes what is put there
   */
  public synchronized void poke(long address, byte[] bytes) {
    for (int done = 0; done < bytes.length; ) {
      long at = address + done;
      int from = (int) (at & (pageBytes() - 1));
      int length = Math.min(pageBytes() - from, bytes.length - done);
      int start = done;
      edit(frameOf(at), page -> page.put(from, bytes, start, length));
      done += length;
    }
  }

  private void edit(long frame, Consumer<ByteBuffer> change) {
    ByteBuffer own = ByteBuffer.allocate(pageBytes());
    own.put(page(frame)).clear();
    change.accept(own);
    put(frame, own);
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
