package kexec.bench;

import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import kexec.api.memory.VirtualAddress;
import kexec.xen.internal.pages.PageSupply;

/**
 * Memory that is no memory, in frames of which no two are neighbours, so that the cost of keeping
 * account of pages is measured.
 */
final class StrewnSupply implements PageSupply {

  private static final long FIRST_FRAME = 0x100000;
  private static final int PAGE_SHIFT = 12;

  private long next = 1L << 40;

  @Override
  public VirtualAddress take(long bytes) {
    VirtualAddress start = new VirtualAddress(next);
    next += bytes;
    return start;
  }

  @Override
  public void giveBack(VirtualAddress start, long bytes) {
    // No address is handed out twice.
  }

  /** No byte of it is written, so that zeroing takes no time. */
  @Override
  public ByteBuffer view(VirtualAddress start, int length) {
    return ByteBuffer.allocate(0);
  }

  @Override
  public long[] machineFrames(VirtualAddress start, int pages) {
    long first = start.value() >>> PAGE_SHIFT;
    return LongStream.range(first, first + pages).map(page -> FIRST_FRAME + 2 * page).toArray();
  }
}
