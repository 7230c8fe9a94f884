package kexec.base.pagelist;

import kexec.api.memory.MachineAddress;

/**
 * One entry of a page list: a page-aligned machine address with a flag.
 *
 * <p>An entry is eight bytes, little-endian: the address with one of the flags in its low bits
 * ({@code include/linux/kexec.h}, {@code IND_DESTINATION} and its neighbours).
 *
 * @param raw the entry as stored in memory
 */
public record PageListEntry(long raw) {

  /** The next source page goes to this address. */
  public static final long DESTINATION = 1;

  /** The list continues in the page at this address. */
  public static final long INDIRECTION = 2;

  /** The list ends here. */
  public static final long DONE = 4;

  /** The page at this address is moved to the destination, which then advances by one page. */
  public static final long SOURCE = 8;

  /** The size of an entry in bytes. */
  public static final int BYTES = Long.BYTES;

  private static final long FLAGS = 0xfff;

  /**
   * {@return the entry's kind: one of the four flags, or any other value if the entry is corrupt}
   */
  public long flags() {
    return raw & FLAGS;
  }

  /** {@return the first address of the entry's page; 0 in the entry that ends the list} */
  public MachineAddress address() {
    return new MachineAddress(raw & ~FLAGS);
  }

  @Override
  public String toString() {
    return "entry 0x" + Long.toHexString(raw);
  }
}
