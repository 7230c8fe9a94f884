package kexec.bench;

import java.nio.ByteBuffer;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;

/**
 * An allocator that hands out pages in one order and keeps no content, so that the page list's own
 * cost is measured.
 */
final class OrderedMemory implements PagePool {

  private static final PageSize PAGE = PageSize.KIB_4;

  private final long first;
  private final long count;
  private final PageOrder order;
  private long next;
  private long written;

  /**
   * Makes the allocator.
   *
   * @param destinations the frames that content goes to
   * @param order the order of the pages
   */
  OrderedMemory(Range<MachineAddress> destinations, PageOrder order) {
    this.first = destinations.start().value() >>> PAGE.shift();
    this.count = destinations.size() >>> PAGE.shift();
    this.order = order;
  }

  long written() {
    return written;
  }

  @Override
  public PageSize pageSize() {
    return PAGE;
  }

  @Override
  public Frame allocate(MachineAddress limit) {
    long at = next++;
    return new Frame(
        first
            + switch (order) {
              case ORDINARY -> count + at;
              // The very first page is nobody's.
              case EXCHANGING -> at - 1;
              case WAITING -> at < count ? count - 1 - at : at;
            });
  }

  @Override
  public void free(Frame first) {
    // No page is handed out twice.
  }

  @Override
  public void write(Frame frame, ByteBuffer content) {
    written += content.remaining();
  }
}
