package kexec.xen.internal.pages;

import kexec.api.memory.PageSize;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.MapRequest;
import kexec.linux.sys.MemoryCalls;
import kexec.linux.sys.SystemCallException;

/** Addresses of this process that are aligned to their own size, for memory to be mapped at. */
public final class AlignedRange {

  private AlignedRange() {}

  /**
   * Reserves addresses, at which there is no memory yet. They have to be given back.
   *
   * @param calls the kernel's
   * @param bytes a power of two, a page of 4096 bytes at least
   * @return the first one, a multiple of {@code bytes}
   * @throws IllegalArgumentException if {@code bytes} is no such number
   * @throws SystemCallException if the kernel refuses
   */
  public static VirtualAddress reserve(MemoryCalls calls, long bytes) throws SystemCallException {
    if (bytes < PageSize.KIB_4.bytes() || Long.bitCount(bytes) != 1) {
      throw new IllegalArgumentException("0x%x bytes cannot be aligned".formatted(bytes));
    }
    // The kernel aligns to pages: in twice as many there is an aligned range, the rest goes back.
    VirtualAddress raw = calls.map(MapRequest.addresses(2 * bytes));
    VirtualAddress start = new VirtualAddress((raw.value() + bytes - 1) & -bytes);
    long before = start.minus(raw);
    if (before > 0) {
      calls.unmap(raw, before);
    }
    if (before < bytes) {
      calls.unmap(start.plus(bytes), bytes - before);
    }
    return start;
  }
}
