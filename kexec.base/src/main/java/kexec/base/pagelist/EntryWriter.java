package kexec.base.pagelist;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.api.fault.KexecException;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;

/** Writes entries into indirection pages; the last entry of each page links to the next page. */
final class EntryWriter {

  private final PagePool pool;
  private final long[] frames;
  private final int pageShift;
  private int at;
  private ByteBuffer page;

  EntryWriter(PagePool pool, long[] frames) {
    this.pool = pool;
    this.frames = frames;
    this.pageShift = pool.pageSize().shift();
    this.page = newPage();
  }

  /** {@return how many indirection pages a number of entries needs; the last needs no link} */
  static long pagesFor(long entries, long pageBytes) {
    long linked = pageBytes / PageListEntry.BYTES - 1;
    return Math.max(1, (entries - 1 + linked - 1) / linked);
  }

  void add(long frame, long flags) throws KexecException {
    if (page.remaining() == PageListEntry.BYTES && at + 1 < frames.length) {
      page.putLong(frames[at + 1] << pageShift | PageListEntry.INDIRECTION);
      finish();
      at++;
      page = newPage();
    }
    page.putLong(frame << pageShift | flags);
  }

  /** Writes the last page. */
  void finish() throws KexecException {
    pool.write(new Frame(frames[at]), page.flip().asReadOnlyBuffer());
  }

  private ByteBuffer newPage() {
    return ByteBuffer.allocate(1 << pageShift).order(ByteOrder.LITTLE_ENDIAN);
  }
}
