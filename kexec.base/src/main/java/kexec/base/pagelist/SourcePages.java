package kexec.base.pagelist;

import java.util.Arrays;
import kexec.api.fault.KexecException;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;

/**
 * The pages that hold content until it is moved.
 *
 * <p>When pages are moved one after another, none may be overwritten before its turn. That holds if
 * every source page is either its own destination or no destination at all. The allocator cannot be
 * asked for such pages, so each allocated page is used as follows:
 *
 * <ul>
 *   <li>above the limit: parked, so that it is not allocated again;
 *   <li>the wanted destination itself, or no destination: used;
 *   <li>another page's destination: it becomes the source of that page. If that page already had a
 *       source, its old source is no destination and is used here instead; else the allocated page
 *       is kept there until that page's turn.
 * </ul>
 *
 * <p>Linux does this in {@code kimage_alloc_page} by searching lists. Content is written only after
 * all pages are assigned, so an exchange swaps numbers, not content.
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

  /** Allocates a source for every destination page. */
  void allocateAll() throws KexecException {
    for (int number = 0; number < sources.length; number++) {
      if (sources[number] == NONE) {
        sources[number] = allocate(number);
      }
    }
  }

  /** {@return a new page that is no destination and that the caller owns} */
  long allocateNobodys() throws KexecException {
    return allocate(DestinationIndex.NOBODY);
  }

  /** {@return the source of a destination page} */
  long frame(int number) {
    return sources[number];
  }

  /** Frees the pages above the limit. */
  void freeParked() {
    parked.free(pool);
  }

  /** Frees all pages that the caller does not own. */
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

  /** {@return whether a page extends beyond a limit} */
  static boolean isAbove(MachineAddress limit, long frame, int pageShift) {
    // Frames have 52 bits, so the sum cannot overflow.
    return frame + 1 > limit.value() >>> pageShift;
  }
}
