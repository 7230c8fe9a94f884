package kexec.linux.pages;

import java.nio.ByteBuffer;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.Page;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.VirtualAddress;
import kexec.linux.pages.FrameIndex.Place;

/**
 * Pages of this process for a {@link kexec.api.machine.MemoryOps}, in blocks whose machine frames
 * are consecutive; the kernel's page frames behind a block may be any.
 *
 * <p>Frames are those that the pages had when their memory was taken: whether they stay is the
 * supply's matter. Memory is taken and given back in pieces of 4 MiB. Beside that, allocating,
 * freeing and every lookup take time in proportion to the logarithm of the number of pages,
 * whatever the limit. Safe for use by several threads.
 */
public final class LockedPages implements AutoCloseable {

  private static final PageSize PAGE = PageSize.KIB_4;

  private final PageSupply supply;
  private final Arenas arenas;
  private boolean closed;

  /**
   * Makes it without any page.
   *
   * @param supply how memory is had
   * @param frames which machine frames stand behind the kernel's page frames
   */
  public LockedPages(PageSupply supply, FrameLookup frames) {
    this.supply = supply;
    this.arenas = new Arenas(supply, frames);
  }

  /**
   * Allocates a block of pages.
   *
   * @param order the binary logarithm of the number of pages, 0 to 10
   * @param limit the machine address below which the block should lie; only a wish: a block above
   *     it is handed out where none below it is free, and more memory is taken only where there is
   *     none of these either
   * @return the block, zeroed and aligned to its size, which is the caller's until it is freed
   * @throws IllegalArgumentException if the order is not within 0 to 10
   * @throws IllegalStateException after {@link #close}
   * @throws KexecException as the supply or the lookup throws it; or with the code {@code
   *     no-consecutive-frames} if no block of consecutive machine frames was met
   */
  public synchronized Page allocate(int order, MachineAddress limit) throws KexecException {
    if (order < 0 || order > Arena.MAX_ORDER) {
      throw new IllegalArgumentException("a block of order " + order);
    }
    if (closed) {
      throw new IllegalStateException("the pages were given back for good");
    }
    return arenas.take(order, limit.value() >>> PAGE.shift()).page();
  }

  /**
   * Gives back a block.
   *
   * @param page a block from {@link #allocate}
   * @throws IllegalArgumentException if it is not allocated now
   */
  public synchronized void free(Page page) {
    Block block = require(page);
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

  private Block require(Page page) {
    return arenas
        .at(page.address())
        .flatMap(place -> place.arena().blockAt(place.index()))
        .filter(block -> block.page().equals(page))
        .orElseThrow(() -> new IllegalArgumentException(page + " is not allocated"));
  }

  /**
   * Returns the machine frame in which a block starts.
   *
   * @param page an allocated block
   * @return its first frame
   * @throws IllegalArgumentException if it is not allocated now
   */
  public synchronized Frame frame(Page page) {
    return new Frame(require(page).firstFrame());
  }

  /**
   * Returns the block that starts in a machine frame.
   *
   * @param frame any frame
   * @return the block, or nothing where no allocated block starts there
   */
  public synchronized Optional<Page> page(Frame frame) {
    return arenas
        .inMachineFrame(frame.number())
        .flatMap(place -> place.arena().blockAt(place.index()))
        .map(Block::page);
  }

  /**
   * Translates what this process sees to what the kernel calls physical.
   *
   * @param address in an allocated block
   * @return the physical address, which is consecutive within a page only
   * @throws IllegalArgumentException if nothing is allocated there
   */
  public synchronized PhysicalAddress toPhysical(VirtualAddress address) {
    Place place = arenas.at(address).orElseThrow(() -> notAllocated(address));
    return new PhysicalAddress(inFrame(place.arena().kernelFrame(place.index()), address.value()));
  }

  /**
   * Translates what the kernel calls physical to what this process sees.
   *
   * @param address in an allocated block
   * @return the virtual address
   * @throws IllegalArgumentException if nothing is allocated there
   */
  public synchronized VirtualAddress toVirtual(PhysicalAddress address) {
    Place place =
        arenas
            .inKernelFrame(address.value() >>> PAGE.shift())
            .orElseThrow(() -> notAllocated(address));
    return place.arena().address(place.index()).plus(offset(address.value()));
  }

  /**
   * Translates what the kernel calls physical to what the machine decodes.
   *
   * @param address any address
   * @return the machine address, or nothing where nothing is allocated
   */
  public synchronized Optional<MachineAddress> machineOf(PhysicalAddress address) {
    return arenas
        .inKernelFrame(address.value() >>> PAGE.shift())
        .map(place -> inFrame(place.arena().machineFrame(place.index()), address.value()))
        .map(MachineAddress::new);
  }

  /**
   * Translates what the machine decodes to what the kernel calls physical.
   *
   * @param address any address
   * @return the physical address, or nothing where nothing is allocated
   */
  public synchronized Optional<PhysicalAddress> physicalOf(MachineAddress address) {
    return arenas
        .inMachineFrame(address.value() >>> PAGE.shift())
        .map(place -> inFrame(place.arena().kernelFrame(place.index()), address.value()))
        .map(PhysicalAddress::new);
  }

  private static long inFrame(long frame, long address) {
    return (frame << PAGE.shift()) + offset(address);
  }

  private static long offset(long address) {
    return address & (PAGE.bytes() - 1);
  }

  private static IllegalArgumentException notAllocated(Object where) {
    return new IllegalArgumentException("nothing is allocated at " + where);
  }

  /**
   * Makes a machine frame hold some content, and zeros behind it.
   *
   * @param frame one of an allocated block
   * @param content from its position to its limit, which stay; at most a page; copied
   * @throws IllegalArgumentException if the frame is not allocated or the content is too long
   */
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
