package kexec.baremetal.internal.memory;

import kexec.api.machine.Page;
import kexec.api.memory.VirtualAddress;

/**
 * Consecutive pages of an arena whose page frames are consecutive too.
 *
 * @param arena where they are from
 * @param index the first page in the arena
 * @param order the binary logarithm of their number
 */
record Block(Arena arena, int index, int order) {

  long firstFrame() {
    return arena.frame(index);
  }

  int pages() {
    return 1 << order;
  }

  long bytes() {
    return (long) Arena.PAGE_BYTES << order;
  }

  VirtualAddress address() {
    return arena.address(index);
  }

  Page page() {
    return new Page(address(), order);
  }
}
