package kexec.bench;

import java.nio.ByteBuffer;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;

/**
 * An allocator that hands out the destinations in the order that is the most work, and keeps no
 * content, so that the page list's own cost is measured.
 */
final class WorstOrderMemory implements PagePool {

  private static final PageSize PAGE = PageSize.KIB_4;

  private final long first;
  private final long count;
  private final boolean exchanging;
  private long next;
  private long written;

  /**
   * Makes the allocator.
   *
   * @param destinations the frames that content goes to
   * @param exchanging whether each page is wanted one behind it, so that it has to be exchanged; if
   *     not, the pages come from the end, so that each has to wait for its turn
   */
  WorstOrderMemory(Range<MachineAddress> destinations, boolean exchanging) {
    this.first = destinations.start().value() >>> PAGE.shift();
    this.count = destinations.size() >>> PAGE.shift();
    this.exchanging = exchanging;
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
    long frame;
    if (exchanging) {
      // The very first page is nobody's; all others are the destination before the wanted one.
      frame = at == 0 ? first - 1 : first + at - 1;
    } else {
      frame = at < count ? first + count - 1 - at : first + at;
    }
    return new Frame(frame);
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
