package kexec.sim.internal.memory;

import org.jspecify.annotations.Nullable;

/** The allocated blocks: one byte per frame, in chunks that are created on demand. */
final class Occupancy {

  private static final int CHUNK_SHIFT = 10;
  private static final int CHUNK = 1 << CHUNK_SHIFT;
  private static final byte FREE = 0;
  private static final byte INSIDE = -1;

  private final FrameMap<byte[]> chunks = new FrameMap<>();
  private long allocated;

  /** {@return the number of allocated frames} */
  long allocated() {
    return allocated;
  }

  /** {@return whether all frames of an aligned block of order 10 at most are free} */
  boolean isFree(long frame, int order) {
    byte @Nullable [] chunk = chunks.get(frame >>> CHUNK_SHIFT);
    if (chunk == null) {
      return true;
    }
    int from = (int) (frame & (CHUNK - 1));
    for (int i = from; i < from + (1 << order); i++) {
      if (chunk[i] != FREE) {
        return false;
      }
    }
    return true;
  }

  /** {@return the order of the block that starts at a frame, or -1 if none does} */
  int orderAt(long frame) {
    byte state = state(frame);
    return state == FREE || state == INSIDE ? -1 : state - 1;
  }

  /** {@return whether a frame is in an allocated block} */
  boolean isAllocated(long frame) {
    return state(frame) != FREE;
  }

  void allocate(long frame, int order) {
    byte[] chunk = chunks.get(frame >>> CHUNK_SHIFT);
    if (chunk == null) {
      chunk = new byte[CHUNK];
      chunks.put(frame >>> CHUNK_SHIFT, chunk);
    }
    int from = (int) (frame & (CHUNK - 1));
    for (int i = from; i < from + (1 << order); i++) {
      chunk[i] = INSIDE;
    }
    chunk[from] = (byte) (order + 1);
    allocated += 1L << order;
  }

  void free(long frame, int order) {
    byte[] chunk = chunks.get(frame >>> CHUNK_SHIFT);
    if (chunk == null) {
      throw new IllegalStateException("nothing is allocated at frame 0x" + Long.toHexString(frame));
    }
    int from = (int) (frame & (CHUNK - 1));
    for (int i = from; i < from + (1 << order); i++) {
      chunk[i] = FREE;
    }
    allocated -= 1L << order;
  }

  private byte state(long frame) {
    byte @Nullable [] chunk = chunks.get(frame >>> CHUNK_SHIFT);
    return chunk == null ? FREE : chunk[(int) (frame & (CHUNK - 1))];
  }
}
