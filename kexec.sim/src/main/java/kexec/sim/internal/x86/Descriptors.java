package kexec.sim.internal.x86;

/**
 * Decodes segment descriptors (Intel SDM volume 3, section 3.4.5 "Segment Descriptors").
 *
 * @param raw the eight bytes of a descriptor
 */
record Descriptors(long raw) {

  private static final long PRESENT = 1L << 47;
  private static final long CODE_OR_DATA = 1L << 44;
  private static final long EXECUTABLE = 1L << 43;
  private static final long WRITABLE = 1L << 41;
  private static final long LONG_MODE = 1L << 53;
  private static final long DEFAULT_32 = 1L << 54;

  /** Base, limit and granularity. */
  private static final long EXTENT = 0xff8f_00ff_ffff_ffffL;

  /** Base 0, size 4 GiB. */
  private static final long FLAT = 0x008f_0000_0000_ffffL;

  /** {@return whether the segment is valid for 64-bit code} */
  boolean is64BitCode() {
    return has(PRESENT | CODE_OR_DATA | EXECUTABLE | LONG_MODE);
  }

  /** {@return whether the segment is valid for 32-bit code} */
  boolean is32BitCode() {
    return has(PRESENT | CODE_OR_DATA | EXECUTABLE | DEFAULT_32) && !has(LONG_MODE);
  }

  /** {@return whether the segment covers the whole 32-bit address space} */
  boolean isFlat() {
    return (raw & EXTENT) == FLAT;
  }

  /** {@return whether the segment is valid as a stack} */
  boolean isWritableData() {
    return has(PRESENT | CODE_OR_DATA | WRITABLE) && !has(EXECUTABLE);
  }

  private boolean has(long bits) {
    return (raw & bits) == bits;
  }
}
