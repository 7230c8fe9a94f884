package kexec.xen.internal.pages;

import java.nio.ByteBuffer;
import kexec.api.fault.KexecException;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.xen.internal.pages.FrameIndex.Place;

/**
 * Pages of this process, in blocks whose machine frames are consecutive; the kernel's page frames
 * behind a block may be any.
 *
 * <p>Frames are those that the pages had when their memory was taken: whether they stay is the
 * supply's matter. Memory is taken and given back in pieces of 4 MiB. Beside that, allocating,
 * freeing and writing take time in proportion to the logarithm of the number of pages, whatever the
 * limit. Thread-safe.
 */
public final class LockedPages implements PagePool, AutoCloseable {

  private static final PageSize PAGE = PageSize.KIB_4;

  private final PageSupply supply;
  private final Arenas arenas;
  private boolean closed;

  /**
   * Creates a pool without any page.
   *
   * @param supply how memory is had
   * @param frames which machine frames stand behind the kernel's page frames
   */
  public LockedPages(PageSupply supply, FrameLookup frames) {
    this.supply = supply;
    this.arenas = new Arenas(supply, frames);
  }

  @Override
  public PageSize pageSize() {
    return PAGE;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A block above the limit is returned where none below it is free, and more memory is taken
   * only where there is none of these either.
   *
   * @throws IllegalStateException after {@link #close}
   * @throws KexecException as the supply or the lookup throws it; or with the code {@code
   *     no-consecutive-frames} if no block of consecutive machine frames was met
   */
  @Override
  public synchronized Frame allocate(int order, MachineAddress limit) throws KexecException {
    if (order < 0 || order > Arena.MAX_ORDER) {
      throw new IllegalArgumentException("a block of order " + order);
    }
    if (closed) {
      throw new IllegalStateException("the pages were given back for good");
    }
    return new Frame(arenas.take(order, limit.value() >>> PAGE.shift()).firstFrame());
  }

  @Override
  public synchronized void free(Frame first) {
    Block block =
        arenas
            .inMachineFrame(first.number())
            .flatMap(place -> place.arena().blockAt(place.index()))
            .orElseThrow(() -> new IllegalArgumentException("no block starts in " + first));
    // So that whoever gets it next finds zeros.
    zero(supply.view(block.address(), block.bytes()));
    arenas.giveBack(block);
  }

  private static void zero(ByteBuffer memory) {
    while (memory.remaining() >= Long.BYTES) {
      memory.putLong(0);
    }
    while (memory.hasRemaining()) {
      memory.put((byte) 0);
    }
  }

  /** {@inheritDoc} The content is copied, its position and limit stay. */
  @Override
  public synchronized void write(Frame frame, ByteBuffer content) {
    if (content.remaining() > PAGE.bytes()) {
      throw new IllegalArgumentException(content.remaining() + " bytes for one page");
    }
    Place place =
        arenas
            .inMachineFrame(frame.number())
            .orElseThrow(() -> new IllegalArgumentException(frame + " is not allocated"));
    ByteBuffer page = supply.view(place.arena().address(place.index()), (int) PAGE.bytes());
    page.put(content.duplicate());
    zero(page);
  }

  /** Gives all memory back, allocated or not, for good: nothing can be allocated afterwards. */
  @Override
  public synchronized void close() {
    closed = true;
    arenas.close();
  }
}
