package kexec.xen.internal.hypercall;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
 * the moment in which the kernel moves a page.
 *
 * <p>A few pages for arguments are kept once they were allocated: asking for a slot's state and
 * emptying it must not depend on free memory after an image was handed over. Thread-safe.
 */
public final class HypercallMemory implements AutoCloseable {

  /** The path of the device, which Linux has since 4.18. */
  public static final String DEVICE = "/dev/xen/hypercall";

  private static final PageSize PAGE = PageSize.KIB_4;

  /**
   * The kernel keeps the page list of a mapping in one contiguous allocation, so mappings must be
   * small.
   */
  private static final long PIECE = 4L << 20;

  /** A load takes an argument and a list. */
  private static final int MOST_KEPT = 2;

  private final MemoryCalls calls;
  private final Optional<Descriptor> device;
  private final Deque<Range<VirtualAddress>> kept = new ArrayDeque<>();
  private boolean closed;

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
    return allocate(bytes, this::giveBack);
  }

  private HypercallBuffer allocate(long bytes, Consumer<Range<VirtualAddress>> onClose)
      throws SystemCallException {
    long size = PAGE.roundUp(bytes);
    Range<VirtualAddress> range = Range.ofSize(calls.map(MapRequest.addresses(size)), size);
    boolean complete = false;
    try {
      for (long at = 0; at < range.size(); at += PIECE) {
        fill(range.start().plus(at), Math.min(PIECE, range.size() - at));
      }
      complete = true;
      return new HypercallBuffer(calls, range, onClose);
    } finally {
      if (!complete) {
        giveBack(range);
      }
    }
  }

  /**
   * Allocates one page for an argument, or returns one that was kept.
   *
   * @return a zeroed page; the caller closes it
   * @throws SystemCallException as {@link #allocate} does, if none was kept
   */
  public HypercallBuffer page() throws SystemCallException {
    Optional<Range<VirtualAddress>> known = take();
    if (known.isEmpty()) {
      return allocate(PAGE.bytes(), this::keep);
    }
    zero(calls.view(known.get().start(), (int) PAGE.bytes()));
    return new HypercallBuffer(calls, known.get(), this::keep);
  }

  private synchronized Optional<Range<VirtualAddress>> take() {
    return Optional.ofNullable(kept.poll());
  }

  private void keep(Range<VirtualAddress> page) {
    synchronized (this) {
      if (!closed && kept.size() < MOST_KEPT) {
        kept.push(page);
        return;
      }
    }
    giveBack(page);
  }

  private void giveBack(Range<VirtualAddress> range) {
    calls.giveBack(range.start(), range.size());
  }

  /** Releases the pages that are kept; none is kept afterwards. */
  @Override
  public void close() {
    List<Range<VirtualAddress>> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(kept);
      kept.clear();
    }
    all.forEach(this::giveBack);
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

  private static void zero(ByteBuffer memory) {
    while (memory.hasRemaining()) {
      memory.put((byte) 0);
    }
  }

  /** A page that was only locked may still be the shared zero page. */
  private static void touch(ByteBuffer memory) {
    for (int at = 0; at < memory.capacity(); at += (int) PAGE.bytes()) {
      memory.put(at, (byte) 0);
    }
  }
}
