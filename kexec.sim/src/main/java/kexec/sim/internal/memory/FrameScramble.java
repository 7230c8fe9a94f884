package kexec.sim.internal.memory;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.RangeSet;

/**
 * Maps frames that the running kernel calls physical to machine frames.
 *
 * <p>Aligned blocks of 2 to the 10th pages are permuted as a whole, so frames that are consecutive
 * in one numbering are consecutive in the other. Frames outside such blocks are permuted one by
 * one.
 */
final class FrameScramble {

  /** Blocks of this order and below are consecutive in both numberings. */
  private static final int BLOCK_ORDER = 10;

  private static final long IN_BLOCK = (1L << BLOCK_ORDER) - 1;

  private final BlockTable blocks;
  private final FramePermutation blockOrder;
  private final BlockTable singles;
  private final FramePermutation singleOrder;

  FrameScramble(RangeSet<MachineAddress> memory, PageSize pageSize, long seed) {
    blocks = new BlockTable(memory, pageSize, BLOCK_ORDER);
    blockOrder = new FramePermutation(blocks.count(), seed);
    singles = new BlockTable(memory.subtract(whole(memory, pageSize)), pageSize, 0);
    singleOrder = new FramePermutation(singles.count(), ~seed);
  }

  /** {@return the part of some memory that is whole aligned blocks} */
  static RangeSet<MachineAddress> whole(RangeSet<MachineAddress> memory, PageSize pageSize) {
    return BlockTable.whole(memory, pageSize.shift() + BLOCK_ORDER);
  }

  long toMachine(long physicalFrame) {
    long block = blocks.numberOf(physicalFrame);
    if (block >= 0) {
      return blocks.frame(blockOrder.apply(block)) | (physicalFrame & IN_BLOCK);
    }
    return singles.frame(singleOrder.apply(singles.numberOf(physicalFrame)));
  }

  long toPhysical(long machineFrame) {
    long block = blocks.numberOf(machineFrame);
    if (block >= 0) {
      return blocks.frame(blockOrder.invert(block)) | (machineFrame & IN_BLOCK);
    }
    return singles.frame(singleOrder.invert(singles.numberOf(machineFrame)));
  }
}
