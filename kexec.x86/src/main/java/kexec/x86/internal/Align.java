package kexec.x86.internal;

/** Rounds to powers of two. */
final class Align {

  private Align() {}

  /**
   * Rounds up.
   *
   * @param value far below 2 to the 63rd, so that nothing overflows
   * @param alignment a power of two
   */
  static long up(long value, long alignment) {
    return (value + alignment - 1) & -alignment;
  }

  /**
   * Rounds down.
   *
   * @param alignment a power of two
   */
  static long down(long value, long alignment) {
    return value & -alignment;
  }
}
