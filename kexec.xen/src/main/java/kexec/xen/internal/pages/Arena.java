package kexec.xen.internal.pages;

import java.util.BitSet;
import java.util.Optional;
import kexec.api.memory.VirtualAddress;

/**
 * Memory of this process, as large and as aligned as the largest block, with the frames in which
 * its pages lie, and what of it is allocated. Not safe for use by several threads.
 */
final class Arena {

  static final int PAGE_SHIFT = 12;

  static final int PAGE_BYTES = 1 << PAGE_SHIFT;

  /** The order of the largest block. */
  static final int MAX_ORDER = 10;

  static final int PAGES = 1 << MAX_ORDER;

  static final long BYTES = (long) PAGES * PAGE_BYTES;

  private final VirtualAddress start;
  private final long[] machineFrames;
  private final BitSet allocated = new BitSet(PAGES);

  /** For the first page of each allocated block, one more than the block's order. */
  private final byte[] orders = new byte[PAGES];

  /**
   * Makes an arena in which nothing is allocated.
   *
   * @param start its first byte, a multiple of {@link #BYTES}
   * @param machineFrames the machine frame of each page
   */
  Arena(VirtualAddress start, long[] machineFrames) {
    this.start = start;
    this.machineFrames = machineFrames.clone();
  }

  VirtualAddress start() {
    return start;
  }

  VirtualAddress address(int index) {
    return start.plus((long) index << PAGE_SHIFT);
  }

  long machineFrame(int index) {
    return machineFrames[index];
  }

  long[] machineFrames() {
    return machineFrames.clone();
  }

  boolean isUnused() {
    return allocated.isEmpty();
  }

  boolean isAllocated(int index) {
    return allocated.get(index);
  }

  /** Returns the allocated block that starts with a page. */
  Optional<Block> blockAt(int index) {
    return orders[index] == 0
        ? Optional.empty()
        : Optional.of(new Block(this, index, orders[index] - 1));
  }

  void allocate(Block block) {
    allocated.set(block.index(), block.index() + block.pages());
    orders[block.index()] = (byte) (block.order() + 1);
  }

  void free(Block block) {
    allocated.clear(block.index(), block.index() + block.pages());
    orders[block.index()] = 0;
  }
}
