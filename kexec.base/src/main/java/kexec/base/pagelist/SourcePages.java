package kexec.base.pagelist;

import java.util.Arrays;
import kexec.api.fault.KexecException;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;

/**
 * The pages that hold content until it is moved.
 *
 * <p>When pages are moved one after another, none may be overwritten before its turn. That holds
 * where every source page is either its own destination or no destination at all. The allocator
 * cannot be asked for such pages, so each page it hands out finds its use here:
 *
 * <ul>
 *   <li>above the limit: parked, so that it is not handed out again;
 *   <li>the wanted destination itself, or nobody's: used;
 *   <li>another one's destination: it becomes that one's source. Where that one had a source
 *       already, this page is nobody's destination and is used here instead; else it waits there
 *       for its turn.
 * </ul>
 *
 * <p>That is what Linux does in {@code kimage_alloc_page} by searching lists. Content is written
 * only when all pages have found their place, so that an exchange moves a number and no content.
 */
final class SourcePages {

  private static final long NONE = -1;

  private final PagePool pool;
  private final DestinationIndex index;
  private final MachineAddress limit;
  private final long[] sources;
  private final FrameStack parked = new FrameStack();

  SourcePages(PagePool pool, DestinationIndex index, MachineAddress limit) {
    this.pool = pool;
    this.index = index;
    this.limit = limit;
    this.sources = new long[index.pages()];
    Arrays.fill(sources, NONE);
  }

  /** Finds a source for every destination page. */
  void allocateAll() throws KexecException {
    for (int number = 0; number < sources.length; number++) {
      if (sources[number] == NONE) {
        sources[number] = allocate(number);
      }
    }
  }

  /** Returns a new page that is nobody's destination, which is the caller's from now on. */
  long allocateNobodys() throws KexecException {
    return allocate(DestinationIndex.NOBODY);
  }

  /** Returns the source of a destination page. */
  long frame(int number) {
    return sources[number];
  }

  /** Frees the pages that were above the limit. */
  void freeParked() {
    parked.free(pool);
  }

  /** Frees all pages that are not the caller's. */
  void free() {
    freeParked();
    for (int number = 0; number < sources.length; number++) {
      if (sources[number] != NONE) {
        pool.free(new Frame(sources[number]));
        sources[number] = NONE;
      }
    }
  }

  private long allocate(int wanted) throws KexecException {
    while (true) {
      long frame = allocateBelowLimit();
      int owner = index.numberOf(frame);
      if (owner == DestinationIndex.NOBODY || owner == wanted) {
        return frame;
      }
      long freed = sources[owner];
      sources[owner] = frame;
      if (freed != NONE) {
        return freed;
      }
    }
  }

  private long allocateBelowLimit() throws KexecException {
    while (true) {
      long frame = pool.allocate(limit).number();
      if (!isAbove(limit, frame, pool.pageSize().shift())) {
        return frame;
      }
      parked.push(frame);
    }
  }

  /** Returns whether a page reaches beyond a limit. */
  static boolean isAbove(MachineAddress limit, long frame, int pageShift) {
    // Frames have 52 bits, so that the sum cannot overflow.
    return frame + 1 > limit.value() >>> pageShift;
  }
}
