package kexec.rehearse.internal.export;

import java.nio.ByteBuffer;
import java.util.SortedSet;
import java.util.TreeSet;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * Page tables of four levels that map memory to itself by pages of 2 MiB (Intel SDM volume 3A,
 * section 4.5, "4-Level Paging"): the first 4 GiB, and every other GiB that is asked for. Pages of
 * 1 GiB would need fewer tables, but not every processor has them.
 */
final class IdentityMap {

  /** The end of what four levels can map to itself: above it the addresses are sign-extended. */
  static final long LIMIT = 1L << 47;

  /** Keeps the tables at 64 MiB; no memory that is segments only comes near. */
  static final int MAX_GIBIBYTES = 1 << 14;

  private static final int TABLE = 4096;
  private static final int GIBIBYTE = 30;
  private static final int HALF_TEBIBYTE = 39;
  private static final int ENTRIES = 512;
  private static final long PAGE = 2L << 20;

  /** Present and writable. */
  private static final long TO_TABLE = 0x3;

  /** Present, writable, accessed, dirty and of 2 MiB: the processor need not write it. */
  private static final long TO_PAGE = 0xe3;

  private final SortedSet<Long> gibibytes;

  private IdentityMap(SortedSet<Long> gibibytes) {
    this.gibibytes = gibibytes;
  }

  /**
   * {@return the map of some memory}
   *
   * @throws IllegalArgumentException if some of it is at or above {@link #LIMIT}, or if it needs
   *     more tables than {@link #MAX_GIBIBYTES} allows
   */
  static IdentityMap of(RangeSet<MachineAddress> memory) {
    SortedSet<Long> gibibytes = new TreeSet<>();
    for (long first = 0; first < 4; first++) {
      gibibytes.add(first);
    }
    for (Range<MachineAddress> range : memory.ranges()) {
      if (Long.compareUnsigned(range.end().value(), LIMIT) > 0) {
        throw new IllegalArgumentException("page tables of four levels cannot map " + range);
      }
      long last = (range.end().value() - 1) >>> GIBIBYTE;
      for (long gib = range.start().value() >>> GIBIBYTE; gib <= last; gib++) {
        gibibytes.add(gib);
        if (gibibytes.size() > MAX_GIBIBYTES) {
          throw new IllegalArgumentException("too much memory to map: " + memory.brief());
        }
      }
    }
    return new IdentityMap(gibibytes);
  }

  /** {@return whether a range is mapped} */
  boolean covers(Range<MachineAddress> range) {
    if (range.isEmpty()) {
      return true;
    }
    long first = range.start().value() >>> GIBIBYTE;
    long behind = ((range.end().value() - 1) >>> GIBIBYTE) + 1;
    return gibibytes.subSet(first, behind).size() == behind - first;
  }

  /** {@return the size of the tables in bytes, a multiple of 4 KiB} */
  int size() {
    return TABLE * (1 + halfTebibytes().size() + gibibytes.size());
  }

  private SortedSet<Long> halfTebibytes() {
    SortedSet<Long> upper = new TreeSet<>();
    gibibytes.forEach(gib -> upper.add(gib >>> (HALF_TEBIBYTE - GIBIBYTE)));
    return upper;
  }

  /**
   * Writes the tables, the top one first.
   *
   * @param into little-endian, zeros from its position on, with room for {@link #size} bytes
   * @param address where the first table will be, a multiple of 4 KiB
   */
  void write(ByteBuffer into, long address) {
    int top = into.position();
    int upper = top;
    int lower = top + TABLE * halfTebibytes().size();
    for (long gib : gibibytes) {
      int entry = 8 * (int) (gib >>> (HALF_TEBIBYTE - GIBIBYTE));
      if (into.getLong(top + entry) == 0) {
        upper += TABLE;
        into.putLong(top + entry, address + upper - top | TO_TABLE);
      }
      lower += TABLE;
      into.putLong(upper + 8 * (int) (gib % ENTRIES), address + lower - top | TO_TABLE);
      for (int i = 0; i < ENTRIES; i++) {
        into.putLong(lower + 8 * i, (gib << GIBIBYTE) + i * PAGE | TO_PAGE);
      }
    }
    into.position(top + size());
  }
}
