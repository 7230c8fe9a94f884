package kexec.xen.internal.hypercall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.MemoryCalls;

/**
 * Memory of this process that the hypervisor can read and write: every page of it is there as long
 * as it is open. Not safe for use by several threads.
 */
public final class HypercallBuffer implements AutoCloseable {

  private final MemoryCalls calls;
  private final Range<VirtualAddress> range;
  private boolean closed;

  HypercallBuffer(MemoryCalls calls, Range<VirtualAddress> range) {
    this.calls = calls;
    this.range = range;
  }

  /**
   * Returns where it begins.
   *
   * @return the address of its first byte
   */
  public VirtualAddress address() {
    return range.start();
  }

  /**
   * Returns how long it is.
   *
   * @return bytes, whole pages
   */
  public long size() {
    return range.size();
  }

  /**
   * Returns a piece of it.
   *
   * @param offset where the piece begins, in bytes
   * @param length bytes
   * @return a buffer, little-endian, that must not be used after {@link #close}
   * @throws IndexOutOfBoundsException if it has no such piece
   */
  public ByteBuffer view(long offset, int length) {
    if (offset < 0 || length < 0 || offset > size() - length) {
      throw new IndexOutOfBoundsException(
          "0x%x bytes from 0x%x on, of 0x%x".formatted(length, offset, size()));
    }
    return calls.view(address().plus(offset), length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Gives the memory back. A second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.giveBack(range.start(), range.size());
    }
  }
}
