package kexec.sim.internal.x86;

/**
 * Reads segment descriptors (Intel SDM volume 3, section 3.4.5 "Segment Descriptors").
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

  /** From 0 on, 4 GiB long. */
  private static final long FLAT = 0x008f_0000_0000_ffffL;

  /** Tells whether 64-bit code may run in the segment. */
  boolean is64BitCode() {
    return has(PRESENT | CODE_OR_DATA | EXECUTABLE | LONG_MODE);
  }

  /** Tells whether 32-bit code may run in the segment. */
  boolean is32BitCode() {
    return has(PRESENT | CODE_OR_DATA | EXECUTABLE | DEFAULT_32) && !has(LONG_MODE);
  }

  /** Tells whether the segment has all addresses of 32 bits. */
  boolean isFlat() {
    return (raw & EXTENT) == FLAT;
  }

  /** Tells whether the segment may be a stack. */
  boolean isWritableData() {
    return has(PRESENT | CODE_OR_DATA | WRITABLE) && !has(EXECUTABLE);
  }

  private boolean has(long bits) {
    return (raw & bits) == bits;
  }
}
