package kexec.xen.internal.memory;

import java.nio.LongBuffer;
import java.util.Arrays;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.hypercall.ForeignPages;
import kexec.xen.internal.hypercall.Hypervisor;
import kexec.xen.internal.hypercall.MemoryOp;
import kexec.xen.internal.hypercall.XenNumbers;

/**
 * The hypervisor's machine-to-physical table: for each machine frame, its number in the domain that
 * owns it (Xen, xen/include/public/arch-x86/xen.h, {@code machine_to_phys_mapping}). It is read in
 * place, a gibibyte of machine memory at a time. Thread-safe.
 */
final class MachineToPhysical {

  /** The value for a frame without an entry, such as a free one. */
  static final long NOBODYS = -1;

  /**
   * A domain's frame number has at most 40 bits; free, shared and never used frames have larger
   * values.
   */
  private static final int FRAME_BITS = 40;

  private static final int ENTRIES_OF_A_PAGE = 512;

  private static final int PAGES_OF_A_STRETCH = 512;

  /** The number of machine frames per extent of the table. */
  private static final int STRETCH = ENTRIES_OF_A_PAGE * PAGES_OF_A_STRETCH;

  /** An upper bound of the number of extents: that of 2^52 bytes of machine memory. */
  private static final int MAX_STRETCHES = 1 << 22;

  /** The number of entries processed at a time. */
  private static final int CHUNK = 32 * ENTRIES_OF_A_PAGE;

  /** Receives entries in batches. */
  @FunctionalInterface
  interface Visitor {

    /**
     * Receives entries.
     *
     * @param first the machine frame of the first entry; ascending from call to call
     * @param entries for each machine frame its owner's number, or a value for which {@link
     *     #isKnown} is false; reused after the call
     * @param count the number of entries
     */
    void visit(long first, long[] entries, int count);
  }

  private final Hypervisor hypervisor;

  MachineToPhysical(Hypervisor hypervisor) {
    this.hypervisor = hypervisor;
  }

  /**
   * Iterates over the whole table.
   *
   * @param visitor receives all entries
   * @throws SystemCallException if the hypervisor does not map it
   */
  void visitAll(Visitor visitor) throws SystemCallException {
    long frames = frames();
    long[] stretches = stretches(frames);
    for (int i = 0; i < stretches.length; i++) {
      long first = (long) i * STRETCH;
      int count = (int) Math.min(STRETCH, frames - first);
      visit(stretches[i], first, count, visitor);
    }
  }

  private long frames() throws SystemCallException {
    return new MemoryOp(hypervisor).maximumRamPage() + 1;
  }

  private long[] stretches(long frames) throws SystemCallException {
    long count = (frames + STRETCH - 1) / STRETCH;
    return new MemoryOp(hypervisor)
        .machineToPhysicalTable((int) Math.max(1, Math.min(count, MAX_STRETCHES)));
  }

  private void visit(long start, long first, int count, Visitor visitor)
      throws SystemCallException {
    long[] pages = new long[(count + ENTRIES_OF_A_PAGE - 1) / ENTRIES_OF_A_PAGE];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = start + i;
    }
    long[] chunk = new long[CHUNK];
    try (ForeignPages table = hypervisor.privcmd().show(XenNumbers.DOMID_XEN, pages)) {
      for (int at = 0; at < count; at += CHUNK) {
        int length = Math.min(CHUNK, count - at);
        read(table, at, chunk, length);
        visitor.visit(first + at, chunk, length);
      }
    }
  }

  /** Page by page, because an unmapped page must not be accessed. */
  private static void read(ForeignPages table, int from, long[] into, int length) {
    LongBuffer entries = table.content().asLongBuffer();
    for (int at = 0; at < length; at += ENTRIES_OF_A_PAGE) {
      int end = Math.min(at + ENTRIES_OF_A_PAGE, length);
      if (table.isShown((from + at) / ENTRIES_OF_A_PAGE)) {
        entries.get(from + at, into, at, end - at);
      } else {
        Arrays.fill(into, at, end, NOBODYS);
      }
    }
  }

  /**
   * {@return whether an entry is a domain's number for its frame; false for frames that are free,
   * shared, the hypervisor's own or not RAM}
   *
   * @param entry the entry
   */
  static boolean isKnown(long entry) {
    return entry >>> FRAME_BITS == 0;
  }
}
