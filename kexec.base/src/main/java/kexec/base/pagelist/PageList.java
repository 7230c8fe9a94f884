package kexec.base.pagelist;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;

/**
 * An image's content in pages of the running system, with the list of moves that are made when the
 * image is started.
 *
 * <p>The list begins with {@link #head}. No source page is the destination of another page, so the
 * pages may be moved in list order. Content is passed to the machine by reference where possible.
 *
 * <p>A list of N pages to S destinations takes time O(N log S) and 8 bytes per page, in addition to
 * what the machine allocates for its pages. Not thread-safe.
 */
public final class PageList implements AutoCloseable {

  private final PagePool pool;
  private final MachineAddress limit;
  private final DestinationIndex index;
  private final SourcePages sources;
  private final FrameStack control = new FrameStack();
  private long[] indirection = {};
  private boolean closed;

  private PageList(PagePool pool, List<Destination> sorted, MachineAddress limit) {
    this.pool = pool;
    this.limit = limit;
    List<Range<MachineAddress>> ranges = sorted.stream().map(Destination::memory).toList();
    this.index = new DestinationIndex(ranges, pool.pageSize());
    this.sources = new SourcePages(pool, index, limit);
  }

  /**
   * Allocates the pages of an image and writes its content and its list into them.
   *
   * @param pool the machine's pages
   * @param destinations where the content goes, in any order
   * @param limit the exclusive upper bound of the addresses of allocated pages
   * @return the list, which owns its pages until it is closed
   * @throws KexecException if a page cannot be allocated or written; nothing stays allocated
   * @throws BadFileException if a mapped file was truncated; nothing stays allocated
   * @throws IllegalArgumentException if the destinations overlap or are not whole pages
   */
  public static PageList allocate(
      PagePool pool, List<Destination> destinations, MachineAddress limit) throws KexecException {
    List<Destination> sorted =
        destinations.stream().sorted(Comparator.comparing(Destination::memory)).toList();
    PageList list = new PageList(pool, sorted, limit);
    boolean complete = false;
    try {
      list.sources.allocateAll();
      list.allocateIndirection(sorted.size());
      list.sources.freeParked();
      list.writeContent(sorted);
      list.writeEntries(sorted);
      complete = true;
      return list;
    } finally {
      if (!complete) {
        list.close();
      }
    }
  }

  /**
   * {@return the first entry of the list: the first indirection page's address with the flag {@link
   * PageListEntry#INDIRECTION}}
   */
  public PageListEntry head() {
    MachineAddress first = new Frame(indirection[0]).address(pool.pageSize());
    return new PageListEntry(first.value() | PageListEntry.INDIRECTION);
  }

  /** {@return the number of pages that are moved} */
  public int pages() {
    return index.pages();
  }

  /**
   * {@return the frame that holds a destination page's content}
   *
   * @param number the destination page, counted from 0 over all destinations by ascending address
   * @throws IndexOutOfBoundsException if there is no such page
   */
  public Frame source(int number) {
    return new Frame(sources.frame(number));
  }

  /** {@return the number of pages of the list itself, at least 1} */
  public int indirectionPages() {
    return indirection.length;
  }

  /**
   * Allocates a page that is no destination, so its content survives the moves: for relocation
   * code, or as a swap page.
   *
   * @return its frame; the list owns it
   * @throws KexecException if there is none
   */
  public Frame allocateControl() throws KexecException {
    FrameStack unusable = new FrameStack();
    try {
      while (true) {
        long frame = pool.allocate(limit).number();
        if (SourcePages.isAbove(limit, frame, pool.pageSize().shift())
            || index.numberOf(frame) != DestinationIndex.NOBODY) {
          unusable.push(frame);
        } else {
          control.push(frame);
          return new Frame(frame);
        }
      }
    } finally {
      unusable.free(pool);
    }
  }

  /** Frees all pages. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    sources.free();
    control.free(pool);
    for (long frame : indirection) {
      pool.free(new Frame(frame));
    }
  }

  private void allocateIndirection(int destinations) throws KexecException {
    // One destination entry per destination, one source entry per page, and the end.
    long entries = (long) destinations + index.pages() + 1;
    int count = Math.toIntExact(EntryWriter.pagesFor(entries, pool.pageSize().bytes()));
    long[] frames = new long[count];
    int have = 0;
    try {
      while (have < count) {
        frames[have] = sources.allocateNobodys();
        have++;
      }
    } finally {
      indirection = have == count ? frames : Arrays.copyOf(frames, have);
    }
  }

  private void writeContent(List<Destination> sorted) throws KexecException {
    PageSize size = pool.pageSize();
    for (int i = 0; i < sorted.size(); i++) {
      ContentPages pages = new ContentPages(sorted.get(i).content(), (int) size.bytes());
      long used = size.pagesFor(sorted.get(i).content().size());
      int first = index.firstNumber(i);
      try {
        for (int page = 0; page < used; page++) {
          ByteBuffer content = pages.next();
          // The allocator zeroes pages.
          if (content != null) {
            pool.write(source(first + page), content);
          }
        }
      } catch (InternalError e) {
        throw sorted.get(i).content().unreadable(e);
      }
    }
  }

  private void writeEntries(List<Destination> sorted) throws KexecException {
    EntryWriter writer = new EntryWriter(pool, indirection);
    for (int i = 0; i < sorted.size(); i++) {
      MachineAddress start = sorted.get(i).memory().start();
      writer.add(Frame.of(start, pool.pageSize()).number(), PageListEntry.DESTINATION);
      for (int number = index.firstNumber(i); number < index.firstNumber(i + 1); number++) {
        writer.add(sources.frame(number), PageListEntry.SOURCE);
      }
    }
    writer.add(0, PageListEntry.DONE);
    writer.finish();
  }
}
