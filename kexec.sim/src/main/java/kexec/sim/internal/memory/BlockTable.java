package kexec.sim.internal.memory;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/** Numbers the aligned blocks of one size within a set of memory ranges, by ascending address. */
final class BlockTable {

  private final int order;
  private final long[] firstBlocks;
  private final long[] firstNumbers;

  /**
   * Numbers the blocks.
   *
   * @param memory the ranges that contain the blocks
   * @param order the binary logarithm of a block's pages
   */
  BlockTable(RangeSet<MachineAddress> memory, PageSize pageSize, int order) {
    this.order = order;
    int shift = pageSize.shift() + order;
    List<Range<MachineAddress>> ranges = memory.ranges();
    firstBlocks = new long[ranges.size()];
    firstNumbers = new long[ranges.size() + 1];
    for (int i = 0; i < firstBlocks.length; i++) {
      long start = ranges.get(i).start().value();
      long first = (start >>> shift) + ((start & ((1L << shift) - 1)) == 0 ? 0 : 1);
      long behind = ranges.get(i).end().value() >>> shift;
      firstBlocks[i] = first;
      firstNumbers[i + 1] = firstNumbers[i] + Math.max(0, behind - first);
    }
  }

  /** {@return the number of blocks} */
  long count() {
    return firstNumbers[firstBlocks.length];
  }

  /** {@return the first frame of a block} */
  long frame(long number) {
    int low = 0;
    int high = firstBlocks.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (firstNumbers[middle] <= number) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return (firstBlocks[low] + number - firstNumbers[low]) << order;
  }

  /** {@return the number of the block that holds a frame, or -1} */
  long numberOf(long frame) {
    long below = countBelow(frame);
    long block = frame >>> order;
    if (below < count() && frame(below) >>> order == block) {
      return below;
    }
    return below > 0 && frame(below - 1) >>> order == block ? below - 1 : -1;
  }

  /** {@return the number of blocks entirely below a frame} */
  long countBelow(long frame) {
    long block = frame >>> order;
    long count = 0;
    for (int i = 0; i < firstBlocks.length && firstBlocks[i] < block; i++) {
      long size = firstNumbers[i + 1] - firstNumbers[i];
      count = firstNumbers[i] + Math.min(size, block - firstBlocks[i]);
    }
    return count;
  }
}
