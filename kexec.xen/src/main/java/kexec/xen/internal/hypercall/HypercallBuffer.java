package kexec.xen.internal.hypercall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.MemoryCalls;

/**
 * Memory of this process that the hypervisor can read and write: every page of it is present while
 * it is open. Not thread-safe.
 */
public final class HypercallBuffer implements AutoCloseable {

  private final MemoryCalls calls;
  private final Range<VirtualAddress> range;
  private final Consumer<Range<VirtualAddress>> onClose;
  private boolean closed;

  HypercallBuffer(
      MemoryCalls calls, Range<VirtualAddress> range, Consumer<Range<VirtualAddress>> onClose) {
    this.calls = calls;
    this.range = range;
    this.onClose = onClose;
  }

  /** {@return the address of its first byte} */
  public VirtualAddress address() {
    return range.start();
  }

  /** {@return its size in bytes, whole pages} */
  public long size() {
    return range.size();
  }

  /**
   * {@return a part of it as a little-endian buffer, which must not be used after {@link #close}}
   *
   * @param offset the start of the part, in bytes
   * @param length bytes
   * @throws IndexOutOfBoundsException if the part is out of bounds
   */
  public ByteBuffer view(long offset, int length) {
    if (offset < 0 || length < 0 || offset > size() - length) {
      throw new IndexOutOfBoundsException(
          "0x%x bytes from 0x%x on, of 0x%x".formatted(length, offset, size()));
    }
    return calls.view(address().plus(offset), length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Releases the memory. A second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.accept(range);
    }
  }
}
