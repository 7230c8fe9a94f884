package kexec.base.kernel;

import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * A program header as read, not yet validated. Names and offsets: System V gABI, "Program Header";
 * all unsigned.
 *
 * @param type {@code p_type}
 * @param offset {@code p_offset}
 * @param vaddr {@code p_vaddr}
 * @param paddr {@code p_paddr}
 * @param filesz {@code p_filesz}
 * @param memsz {@code p_memsz}
 * @param align {@code p_align}
 */
public record ProgramHeader(
    int type, long offset, long vaddr, long paddr, long filesz, long memsz, long align) {

  /** Bytes of a 64-bit program header. */
  public static final int SIZE = 56;

  /** Bytes of a 32-bit program header. */
  public static final int SIZE_32 = 32;

  /** Ascending physical addresses, unsigned. */
  static final Comparator<ProgramHeader> BY_ADDRESS =
      (one, other) -> Long.compareUnsigned(one.paddr(), other.paddr());

  private static final int PT_LOAD = 1;

  /**
   * Reads a 32-bit program header, whose fields are also in another order.
   *
   * @param from little-endian
   * @param at its first byte
   */
  public static ProgramHeader read32(ByteBuffer from, int at) {
    return new ProgramHeader(
        from.getInt(at),
        Integer.toUnsignedLong(from.getInt(at + 4)),
        Integer.toUnsignedLong(from.getInt(at + 8)),
        Integer.toUnsignedLong(from.getInt(at + 12)),
        Integer.toUnsignedLong(from.getInt(at + 16)),
        Integer.toUnsignedLong(from.getInt(at + 20)),
        Integer.toUnsignedLong(from.getInt(at + 28)));
  }

  /**
   * Reads a 64-bit program header.
   *
   * @param from little-endian
   * @param at its first byte
   */
  public static ProgramHeader read(ByteBuffer from, int at) {
    return new ProgramHeader(
        from.getInt(at),
        from.getLong(at + 8),
        from.getLong(at + 16),
        from.getLong(at + 24),
        from.getLong(at + 32),
        from.getLong(at + 40),
        from.getLong(at + 48));
  }

  /** {@return whether there is anything to load} */
  public boolean isLoaded() {
    return type == PT_LOAD && memsz != 0;
  }

  /** {@return its end (exclusive) in physical memory; valid only after the check for overflow} */
  public long end() {
    return paddr + memsz;
  }

  /** {@return whether a physical address is in what the file has of it; behind that are zeros} */
  public boolean hasPhysical(long address) {
    return Long.compareUnsigned(address - paddr, filesz) < 0;
  }

  /** {@return whether a virtual address is in what the file has of it} */
  public boolean hasVirtual(long address) {
    return Long.compareUnsigned(address - vaddr, filesz) < 0;
  }

  /** {@return its name in findings} */
  public String text() {
    return "the segment of 0x%x bytes at physical 0x%x".formatted(memsz, paddr);
  }
}
