package kexec.sim.internal.memory;

import java.util.function.LongPredicate;

/** Searches all blocks of one size for a free one, each time from where it stopped. */
final class BlockScan {

  private final BlockTable table;
  private final AllocationMode mode;
  private final FramePermutation shuffled;
  private long next;

  BlockScan(BlockTable table, AllocationMode mode, long seed) {
    this.table = table;
    this.mode = mode;
    this.shuffled = new FramePermutation(table.count(), seed);
  }

  /** {@return the first frame of a free block, or -1 if there is none} */
  long find(long limitFrame, LongPredicate isFree) {
    long count = isAiming() ? table.countBelow(limitFrame) : table.count();
    for (long tried = 0; tried < count; tried++) {
      long step = next < count ? next : 0;
      next = step + 1;
      long frame = table.frame(place(step, count));
      if (isFree.test(frame)) {
        return frame;
      }
    }
    return -1;
  }

  private boolean isAiming() {
    return mode == AllocationMode.TOP_DOWN || mode == AllocationMode.BOTTOM_UP;
  }

  private long place(long step, long count) {
    return switch (mode) {
      case TOP_DOWN -> count - 1 - step;
      case BOTTOM_UP -> step;
      case FRAGMENTED, AWKWARD -> shuffled.apply(step);
    };
  }
}
