package kexec.xen.internal.hypercall;

import java.nio.ByteBuffer;
import java.util.Optional;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.MapRequest;
import kexec.linux.sys.MemoryCalls;
import kexec.linux.sys.SystemCallException;

/**
 * Allocates {@link HypercallBuffer}s.
 *
 * <p>The hypervisor accesses a program's memory through its current page tables; if a page is not
 * present it fails, or even reads zeros. The memory therefore comes from the kernel if it has the
 * device for that, whose pages never move. Otherwise it is locked and written to, which leaves only
 * the moment in which the kernel moves a page. Thread-safe.
 */
public final class HypercallMemory {

  /** The path of the device, which Linux has since 4.18. */
  public static final String DEVICE = "/dev/xen/hypercall";

  private static final PageSize PAGE = PageSize.KIB_4;

  /**
   * The kernel keeps the page list of a mapping in one contiguous allocation, so mappings must be
   * small.
   */
  private static final long PIECE = 4L << 20;

  private final MemoryCalls calls;
  private final Optional<Descriptor> device;

  /**
   * Creates the allocator.
   *
   * @param calls the calls of the kernel
   * @param device the open device, which the caller closes; empty if there is none
   */
  public HypercallMemory(MemoryCalls calls, Optional<Descriptor> device) {
    this.calls = calls;
    this.device = device;
  }

  /**
   * Allocates memory.
   *
   * @param bytes the size, above zero; rounded up to whole pages
   * @return zeroed memory; the caller closes it
   * @throws SystemCallException if the kernel has no memory left for it, or refuses to lock it
   */
  public HypercallBuffer allocate(long bytes) throws SystemCallException {
    long size = PAGE.roundUp(bytes);
    return filled(Range.ofSize(calls.map(MapRequest.addresses(size)), size));
  }

  /** Maps memory at reserved addresses. */
  private HypercallBuffer filled(Range<VirtualAddress> range) throws SystemCallException {
    HypercallBuffer buffer = new HypercallBuffer(calls, range);
    boolean complete = false;
    try {
      for (long at = 0; at < range.size(); at += PIECE) {
        fill(range.start().plus(at), Math.min(PIECE, range.size() - at));
      }
      complete = true;
      return buffer;
    } finally {
      if (!complete) {
        buffer.close();
      }
    }
  }

  private void fill(VirtualAddress start, long bytes) throws SystemCallException {
    if (device.isPresent() && isFilledByDevice(start, bytes, device.get())) {
      return;
    }
    calls.map(MapRequest.memoryAt(start, bytes));
    calls.lock(start, bytes);
    touch(calls.view(start, Math.toIntExact(bytes)));
  }

  /** The device's pages cannot be swapped or moved; if it has none left, locked memory is used. */
  private boolean isFilledByDevice(VirtualAddress start, long bytes, Descriptor from) {
    try {
      calls.map(MapRequest.deviceAt(start, bytes, from.number(), 0));
      return true;
    } catch (SystemCallException e) {
      return false;
    }
  }

  /** A page that was only locked may still be the shared zero page. */
  private static void touch(ByteBuffer memory) {
    for (int at = 0; at < memory.capacity(); at += (int) PAGE.bytes()) {
      memory.put(at, (byte) 0);
    }
  }
}
