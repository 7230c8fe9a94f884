package kexec.api.machine;

import kexec.api.memory.VirtualAddress;

/**
 * A block of pages that a {@link MemoryOps} allocated.
 *
 * @param address where the loader sees it; aligned to the block's size
 * @param order the binary logarithm of the number of pages; their machine frames are consecutive
 */
public record Page(VirtualAddress address, int order) {}
