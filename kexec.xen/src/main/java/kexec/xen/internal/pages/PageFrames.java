package kexec.xen.internal.pages;

import java.util.List;
import java.util.OptionalLong;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.memory.PageSize;
import kexec.api.memory.VirtualAddress;
import kexec.linux.LinuxRoot;
import kexec.linux.memory.MemoryReader;
import kexec.linux.memory.PagemapEntry;

/** Looks up the kernel's page frames of pages of this process. */
public final class PageFrames {

  static final String ATTEMPTED = "taking memory in which content waits for the jump";

  private final MemoryReader reader;

  /**
   * Creates the lookup.
   *
   * @param root the running system
   */
  public PageFrames(LinuxRoot root) {
    this.reader = new MemoryReader(root);
  }

  /**
   * {@return the page frame number of each page; the caller owns the array}
   *
   * @param start the first page
   * @param pages the number of pages of 4096 bytes, up to {@link MemoryReader#MAX_PAGES}
   * @throws NotPermittedException with the code {@code frames-hidden} if the kernel does not report
   *     a frame; or if this user may not read {@code /proc/self/pagemap}
   * @throws kexec.api.fault.BadFileException if the file is absent, cannot be read, or has no
   *     entries for these addresses
   */
  public long[] of(VirtualAddress start, int pages) throws KexecException {
    List<PagemapEntry> entries = reader.pagemap(start, pages);
    long[] frames = new long[pages];
    for (int i = 0; i < pages; i++) {
      OptionalLong frame = entries.get(i).frame();
      if (frame.isEmpty()) {
        throw hidden(start.plus(i * PageSize.KIB_4.bytes()));
      }
      frames[i] = frame.getAsLong();
    }
    return frames;
  }

  private static NotPermittedException hidden(VirtualAddress page) {
    return new NotPermittedException(
        new Fault(
            "frames-hidden",
            ATTEMPTED,
            "/proc/self/pagemap does not tell in which page frame the locked page at %s lies"
                .formatted(page),
            "Run as root, or with CAP_SYS_ADMIN."));
  }
}
