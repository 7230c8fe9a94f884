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
   * @param memory where the list lies
   * @param head the first entry
   * @param mostEntries after how many entries a list is taken for an endless one
   */
  public PageListWalk(SparseMemory memory, long head, long mostEntries) {
    this.memory = memory;
    this.next = new PageListEntry(head);
    this.mostEntries = mostEntries;
  }

  /**
   * Returns the most entries that an image's list can have, links and end included.
   *
   * @param image the image
   * @return a number that no sound list reaches
   */
  public static long mostEntries(Image image) {
    // Half of the bound would do: each page has one source entry, links are one in 512.
    return 2 * ((image.footprint().size() >>> 12) + image.segments().size()) + 16;
  }

  /**
   * Returns the next entry, links between indirection pages included.
   *
   * @return the entry
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

  /** Says that a page list cannot be carried out. */
  public static final class BrokenListException extends Exception {

    private static final long serialVersionUID = 1L;

    BrokenListException(String problem) {
      super(problem);
    }
  }
}
