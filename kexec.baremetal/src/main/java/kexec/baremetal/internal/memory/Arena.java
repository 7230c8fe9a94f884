package kexec.baremetal.internal.memory;

import java.util.BitSet;
import java.util.Optional;
import kexec.api.memory.VirtualAddress;

/**
 * Locked memory of this process, as large and as aligned as the largest block, with the frames in
 * which its pages lie. Not safe for use by several threads.
 */
final class Arena {

  static final int PAGE_BYTES = 4096;

  /** The order of the largest block. */
  static final int MAX_ORDER = 10;

  static final int PAGES = 1 << MAX_ORDER;

  static final long BYTES = (long) PAGES * PAGE_BYTES;

  private final VirtualAddress start;
  private final long[] frames;
  private final BitSet used = new BitSet(PAGES);

  /**
   * Makes an arena in which nothing is used.
   *
   * @param start its first byte, a multiple of {@link #BYTES}
   * @param frames the frame of each page
   */
  Arena(VirtualAddress start, long[] frames) {
    this.start = start;
    this.frames = frames.clone();
  }

  VirtualAddress start() {
    return start;
  }

  VirtualAddress address(int index) {
    return start.plus((long) index * PAGE_BYTES);
  }

  long frame(int index) {
    return frames[index];
  }

  boolean isUnused() {
    return used.isEmpty();
  }

  /**
   * Takes a block.
   *
   * @param order 0 to {@link #MAX_ORDER}
   * @param frameLimit the frame at which it must end at the latest, unsigned
   * @return the block, or nothing where none is free whose frames are consecutive
   */
  Optional<Block> take(int order, long frameLimit) {
    int pages = 1 << order;
    for (int i = 0; i < PAGES; i += pages) {
      if (isFree(i, pages) && isConsecutive(i, pages) && isBelow(i, pages, frameLimit)) {
        used.set(i, i + pages);
        return Optional.of(new Block(this, i, order));
      }
    }
    return Optional.empty();
  }

  private boolean isFree(int index, int pages) {
    int next = used.nextSetBit(index);
    return next < 0 || next >= index + pages;
  }

  private boolean isConsecutive(int index, int pages) {
    for (int i = 1; i < pages; i++) {
      if (frames[index + i] != frames[index] + i) {
        return false;
      }
    }
    return true;
  }

  private boolean isBelow(int index, int pages, long frameLimit) {
    return Long.compareUnsigned(frames[index] + pages, frameLimit) <= 0;
  }

  void giveBack(Block block) {
    used.clear(block.index(), block.index() + block.pages());
  }
}
