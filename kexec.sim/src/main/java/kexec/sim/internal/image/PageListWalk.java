package kexec.sim.internal.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.base.pagelist.PageListEntry;
import kexec.sim.internal.memory.SparseMemory;

/** Reads a page list entry by entry from simulated memory, as relocation code does. */
public final class PageListWalk {

  private final SparseMemory memory;
  private final long mostEntries;
  private PageListEntry next;
  private ByteBuffer page = ByteBuffer.allocate(0);
  private long taken;

  /**
   * Starts at the first entry.
   *
   * @param memory contains the list
   * @param head the first entry
   * @param mostEntries the number of entries after which a list counts as endless
   */
  public PageListWalk(SparseMemory memory, long head, long mostEntries) {
    this.memory = memory;
    this.next = new PageListEntry(head);
    this.mostEntries = mostEntries;
  }

  /**
   * {@return an upper bound of the entries of an image's list, links and end included, that no
   * correct list reaches}
   *
   * @param image the image
   */
  public static long mostEntries(Image image) {
    // Half of the bound would do: each page has one source entry, links are one in 512.
    return 2 * ((image.footprint().size() >>> 12) + image.segments().size()) + 16;
  }

  /**
   * {@return the next entry, including links between indirection pages}
   *
   * @throws BrokenListException if the list does not end or an entry has no meaning
   */
  public PageListEntry next() throws BrokenListException {
    if (++taken > mostEntries) {
      throw new BrokenListException("it does not end after " + mostEntries + " entries");
    }
    PageListEntry entry = next;
    if (entry.flags() == PageListEntry.INDIRECTION) {
      page = memory.bytes(entry.address().value(), memory.pageBytes());
      page.order(ByteOrder.LITTLE_ENDIAN);
    } else if (entry.flags() != PageListEntry.DESTINATION
        && entry.flags() != PageListEntry.SOURCE
        && entry.flags() != PageListEntry.DONE) {
      throw new BrokenListException(entry + " has no meaning");
    }
    if (entry.flags() != PageListEntry.DONE) {
      if (!page.hasRemaining()) {
        throw new BrokenListException("it runs off the end of a page after " + entry);
      }
      next = new PageListEntry(page.getLong());
    }
    return entry;
  }

  /** Thrown when a page list cannot be executed. */
  public static final class BrokenListException extends Exception {

    private static final long serialVersionUID = 1L;

    BrokenListException(String problem) {
      super(problem);
    }
  }
}
