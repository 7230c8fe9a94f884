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
 * Where {@link HypercallBuffer}s come from.
 *
 * <p>The hypervisor reads a program's memory through its page tables as they are, and where a page
 * is not there it fails, or even takes zeros for its content. So the memory is the kernel's own
 * where it has the device for that, whose pages never move; else it is locked and written to, which
 * leaves only the moment in which the kernel moves a page. Safe for use by several threads.
 */
public final class HypercallMemory {

  /** Where the device is that Linux has since 4.18. */
  public static final String DEVICE = "/dev/xen/hypercall";

  private static final PageSize PAGE = PageSize.KIB_4;

  /** The kernel keeps a list of a mapping's pages in one piece of its memory: none too long. */
  private static final long PIECE = 4L << 20;

  private final MemoryCalls calls;
  private final Optional<Descriptor> device;

  /**
   * Makes it.
   *
   * @param calls the kernel's
   * @param device the open device, which stays the caller's; nothing where there is none
   */
  public HypercallMemory(MemoryCalls calls, Optional<Descriptor> device) {
    this.calls = calls;
    this.device = device;
  }

  /**
   * Takes memory.
   *
   * @param bytes how much, above zero; rounded up to whole pages
   * @return zeroed memory, the caller's to close
   * @throws SystemCallException if the kernel has no memory left for it, or does not let it be
   *     locked
   */
  public HypercallBuffer allocate(long bytes) throws SystemCallException {
    long size = PAGE.roundUp(bytes);
    return filled(Range.ofSize(calls.map(MapRequest.addresses(size)), size));
  }

  /** Puts memory at reserved addresses. */
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

  /** The device's pages cannot be swapped or moved; where it has none left, locked ones do. */
  private boolean isFilledByDevice(VirtualAddress start, long bytes, Descriptor from) {
    try {
      calls.map(MapRequest.deviceAt(start, bytes, from.number(), 0));
      return true;
    } catch (SystemCallException e) {
      return false;
    }
  }

  /** A page that was only locked may still be the one page of zeros that all share. */
  private static void touch(ByteBuffer memory) {
    for (int at = 0; at < memory.capacity(); at += (int) PAGE.bytes()) {
      memory.put(at, (byte) 0);
    }
  }
}
