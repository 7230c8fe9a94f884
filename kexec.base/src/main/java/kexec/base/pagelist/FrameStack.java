package kexec.base.pagelist;

import java.util.Arrays;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;

/** A stack of the first frames of allocated blocks, stored as numbers. */
final class FrameStack {

  private long[] frames = new long[16];
  private int size;

  void push(long frame) {
    if (size == frames.length) {
      frames = Arrays.copyOf(frames, size + (size >> 1));
    }
    frames[size++] = frame;
  }

  /** Frees all blocks; the stack is then empty. */
  void free(PagePool pool) {
    while (size > 0) {
      pool.free(new Frame(frames[--size]));
    }
  }
}
