package kexec.sim.internal.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/** Numbers the aligned blocks of one size that lie wholly in some memory, by ascending address. */
final class BlockTable {

  private final int order;
  private final long[] firstBlocks;
  private final long[] firstNumbers;

  /**
   * Numbers the blocks.
   *
   * @param memory where the blocks lie
   * @param order the binary logarithm of a block's pages
   */
  BlockTable(RangeSet<MachineAddress> memory, PageSize pageSize, int order) {
    this.order = order;
    int shift = pageSize.shift() + order;
    List<Range<MachineAddress>> ranges = whole(memory, shift).ranges();
    firstBlocks = new long[ranges.size()];
    firstNumbers = new long[ranges.size() + 1];
    for (int i = 0; i < firstBlocks.length; i++) {
      firstBlocks[i] = ranges.get(i).start().value() >>> shift;
      firstNumbers[i + 1] = firstNumbers[i] + (ranges.get(i).size() >>> shift);
    }
  }

  /** {@return the whole aligned blocks of 2 to the {@code shift}th bytes in some memory} */
  static RangeSet<MachineAddress> whole(RangeSet<MachineAddress> memory, int shift) {
    List<Range<MachineAddress>> cut = new ArrayList<>();
    for (Range<MachineAddress> range : memory.ranges()) {
      long start = range.start().value();
      long first = (start >>> shift) + ((start & ((1L << shift) - 1)) == 0 ? 0 : 1);
      long behind = range.end().value() >>> shift;
      if (first < behind) {
        cut.add(Range.machine(first << shift, behind << shift));
      }
    }
    return RangeSet.of(cut);
  }

  /** {@return the number of blocks} */
  long count() {
    return firstNumbers[firstBlocks.length];
  }

  /** {@return the first frame of a block} */
  long frame(long number) {
    int found = Arrays.binarySearch(firstNumbers, number);
    int range = found >= 0 ? found : -found - 2;
    return (firstBlocks[range] + number - firstNumbers[range]) << order;
  }

  /** {@return the number of the block that holds a frame, or -1} */
  long numberOf(long frame) {
    long number = countBelow(frame);
    return number < count() && frame(number) >>> order == frame >>> order ? number : -1;
  }

  /** {@return the number of blocks that lie wholly below a frame} */
  long countBelow(long frame) {
    long block = frame >>> order;
    int found = Arrays.binarySearch(firstBlocks, block);
    // The last range that starts below the block.
    int range = found >= 0 ? found - 1 : -found - 2;
    if (range < 0) {
      return 0;
    }
    long size = firstNumbers[range + 1] - firstNumbers[range];
    return firstNumbers[range] + Math.min(size, block - firstBlocks[range]);
  }
}
