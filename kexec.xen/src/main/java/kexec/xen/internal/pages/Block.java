package kexec.xen.internal.pages;

import kexec.api.memory.VirtualAddress;

/**
 * Pages of an arena, side by side and aligned to their number.
 *
 * @param arena where they are from
 * @param index the first page in the arena
 * @param order the binary logarithm of their number
 */
record Block(Arena arena, int index, int order) {

  /** Returns the largest block of an arena. */
  static Block whole(Arena arena) {
    return new Block(arena, 0, Arena.MAX_ORDER);
  }

  long firstFrame() {
    return arena.machineFrame(index);
  }

  int pages() {
    return 1 << order;
  }

  int bytes() {
    return Arena.PAGE_BYTES << order;
  }

  VirtualAddress address() {
    return arena.address(index);
  }

  /** Tells whether the machine frames are consecutive. */
  boolean isConsecutive() {
    for (int i = 1; i < pages(); i++) {
      if (arena.machineFrame(index + i) != firstFrame() + i) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether the machine frames of the halves are consecutive, if those of each half are. */
  boolean halvesMeet() {
    return upperHalf().firstFrame() == firstFrame() + pages() / 2;
  }

  Block lowerHalf() {
    return new Block(arena, index, order - 1);
  }

  Block upperHalf() {
    return new Block(arena, index + pages() / 2, order - 1);
  }

  /** Returns the other half of the block that this one is a half of. */
  Block buddy() {
    return new Block(arena, index ^ pages(), order);
  }

  /** Returns the block that this one is a half of. */
  Block parent() {
    return new Block(arena, index & -(2 * pages()), order + 1);
  }
}
