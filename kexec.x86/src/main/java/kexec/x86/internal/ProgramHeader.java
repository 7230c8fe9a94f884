package kexec.x86.internal;

import java.nio.ByteBuffer;

/**
 * A program header as it was read, judged by nobody yet. Names and offsets: System V gABI, "Program
 * Header"; all unsigned.
 *
 * @param type {@code p_type}
 * @param offset {@code p_offset}
 * @param vaddr {@code p_vaddr}
 * @param paddr {@code p_paddr}
 * @param filesz {@code p_filesz}
 * @param memsz {@code p_memsz}
 * @param align {@code p_align}
 */
record ProgramHeader(
    int type, long offset, long vaddr, long paddr, long filesz, long memsz, long align) {

  /** Bytes of a 64-bit program header. */
  static final int SIZE = 56;

  /** Bytes of a 32-bit program header. */
  static final int SIZE_32 = 32;

  private static final int PT_LOAD = 1;

  /**
   * Reads one of a 32-bit file, whose fields have another order too.
   *
   * @param from little-endian
   * @param at its first byte
   */
  static ProgramHeader read32(ByteBuffer from, int at) {
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
   * Reads one of a 64-bit file.
   *
   * @param from little-endian
   * @param at its first byte
   */
  static ProgramHeader read(ByteBuffer from, int at) {
    return new ProgramHeader(
        from.getInt(at),
        from.getLong(at + 8),
        from.getLong(at + 16),
        from.getLong(at + 24),
        from.getLong(at + 32),
        from.getLong(at + 40),
        from.getLong(at + 48));
  }

  /** Tells whether there is anything to load. */
  boolean isLoaded() {
    return type == PT_LOAD && memsz != 0;
  }

  /** Returns where it ends in physical memory; only of one that was judged not to wrap. */
  long end() {
    return paddr + memsz;
  }

  /** Tells whether a physical address lies in it. */
  boolean hasPhysical(long address) {
    return Long.compareUnsigned(address - paddr, memsz) < 0;
  }

  /** Tells whether a virtual address lies in it. */
  boolean hasVirtual(long address) {
    return Long.compareUnsigned(address - vaddr, memsz) < 0;
  }

  /** Returns what a finding calls it. */
  String text() {
    return "the segment of 0x%x bytes at physical 0x%x".formatted(memsz, paddr);
  }
}
