package kexec.core.pagelist;

import java.util.Arrays;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.Frame;

/** Frames in which allocated blocks start, kept as numbers. */
final class FrameStack {

  private long[] frames = new long[16];
  private int size;

  void push(long frame) {
    if (size == frames.length) {
      frames = Arrays.copyOf(frames, size + (size >> 1));
    }
    frames[size++] = frame;
  }

  /** Frees all blocks; the stack is empty then. */
  void free(MemoryOps memory) {
    while (size > 0) {
      free(memory, frames[--size]);
    }
  }

  /** Frees the block that starts in a frame. Only frames are kept, not an object for each page. */
  static void free(MemoryOps memory, long frame) {
    memory.page(new Frame(frame)).ifPresent(memory::free);
  }
}
