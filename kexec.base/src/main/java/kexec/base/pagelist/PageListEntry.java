package kexec.base.pagelist;

import kexec.api.memory.MachineAddress;

/**
 * One entry of a page list: a page-aligned machine address and what it is for.
 *
 * <p>An entry is eight bytes, little-endian: the address with one of the flags in its low bits
 * ({@code include/linux/kexec.h}, {@code IND_DESTINATION} and its neighbours).
 *
 * @param raw the entry as it lies in memory
 */
public record PageListEntry(long raw) {

  /** The next source page goes to this address. */
  public static final long DESTINATION = 1;

  /** The list goes on in the page at this address. */
  public static final long INDIRECTION = 2;

  /** The list ends here. */
  public static final long DONE = 4;

  /** The page at this address is moved to the destination, which then is one page further. */
  public static final long SOURCE = 8;

  /** The size of an entry in bytes. */
  public static final int BYTES = Long.BYTES;

  private static final long FLAGS = 0xfff;

  /**
   * Returns what the entry is for.
   *
   * @return one of the four flags, or anything else where the entry is broken
   */
  public long flags() {
    return raw & FLAGS;
  }

  /**
   * Returns the page that the entry names.
   *
   * @return the page's first address; 0 in the entry that ends the list
   */
  public MachineAddress address() {
    return new MachineAddress(raw & ~FLAGS);
  }

  @Override
  public String toString() {
    return "entry 0x" + Long.toHexString(raw);
  }
}
