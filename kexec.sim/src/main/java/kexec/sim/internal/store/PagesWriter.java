package kexec.sim.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;
import kexec.sim.internal.memory.SparseMemory;

/**
 * Writes the frames of an image: first the content of those that are not zero, page by page, then
 * the index, eight bytes little-endian for each frame. Zero frames are in the index only.
 */
final class PagesWriter {

  /** Marks a frame that is zero. Frames have 52 bits at most. */
  static final long ZERO = 1L << 63;

  private static final int BUFFER = 1 << 20;

  private final FileChannel file;
  private final SparseMemory memory;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private final byte[] zeros;
  private int contentFrames;

  PagesWriter(FileChannel file, SparseMemory memory) {
    this.file = file;
    this.memory = memory;
    this.zeros = new byte[memory.pageBytes()];
  }

  /** Writes the file; returns the CRC-32 of its index. */
  long write(long[] frames) throws IOException {
    long[] index = frames.clone();
    for (int i = 0; i < frames.length; i++) {
      ByteBuffer content = memory.page(frames[i]);
      if (content.hasRemaining()) {
        writePage(content);
        contentFrames++;
      } else {
        index[i] |= ZERO;
      }
    }
    long crc = writeIndex(index);
    flush();
    return crc;
  }

  int contentFrames() {
    return contentFrames;
  }

  private void writePage(ByteBuffer content) throws IOException {
    if (buffer.remaining() < memory.pageBytes()) {
      flush();
    }
    int rest = memory.pageBytes() - content.remaining();
    buffer.put(content).put(zeros, 0, rest);
  }

  private long writeIndex(long[] index) throws IOException {
    CRC32 crc = new CRC32();
    for (long entry : index) {
      if (buffer.remaining() < Long.BYTES) {
        flush();
      }
      int from = buffer.position();
      buffer.putLong(entry);
      crc.update(buffer.slice(from, Long.BYTES));
    }
    return crc.getValue();
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }
}
