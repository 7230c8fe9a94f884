package kexec.base.kernel;

/** Rounds to powers of two. */
public final class Align {

  private Align() {}

  /**
   * {@return the value, rounded up to a multiple of the alignment}
   *
   * @param value far below 2 to the 63rd, so that nothing overflows
   * @param alignment a power of two
   */
  public static long up(long value, long alignment) {
    return (value + alignment - 1) & -alignment;
  }

  /**
   * {@return the value, rounded down to a multiple of the alignment}
   *
   * @param alignment a power of two
   */
  public static long down(long value, long alignment) {
    return value & -alignment;
  }
}
