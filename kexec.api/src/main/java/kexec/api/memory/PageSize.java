package kexec.api.memory;

/**
 * The size of a page, always a power of two.
 *
 * @param shift the binary logarithm of the size in bytes, 12 to 30
 */
public record PageSize(int shift) {

  /** Pages of 4096 bytes, the size that x86, 32-bit ARM and most arm64 kernels use. */
  public static final PageSize KIB_4 = new PageSize(12);

  /**
   * Checks the shift.
   *
   * @throws IllegalArgumentException if the shift is not 12 to 30
   */
  public PageSize {
    if (shift < 12 || shift > 30) {
      throw new IllegalArgumentException("page shift " + shift + " is not within 12 to 30");
    }
  }

  /** {@return the size of a page in bytes} */
  public long bytes() {
    return 1L << shift;
  }

  /**
   * {@return the number of pages that hold a number of bytes; the last page may be partly filled}
   *
   * @param bytes an unsigned number of bytes
   */
  public long pagesFor(long bytes) {
    return (bytes >>> shift) + (isAligned(bytes) ? 0 : 1);
  }

  /**
   * {@return a size rounded up to a multiple of the page size}
   *
   * @param bytes an unsigned number of bytes
   * @throws ArithmeticException if the result is beyond 64 bits
   */
  public long roundUp(long bytes) {
    long rounded = (bytes + bytes() - 1) & -bytes();
    if (Long.compareUnsigned(rounded, bytes) < 0) {
      throw new ArithmeticException("0x%x rounded up to pages is beyond 64 bits".formatted(bytes));
    }
    return rounded;
  }

  /**
   * {@return whether an address or a size is a multiple of the page size}
   *
   * @param value an unsigned number of bytes
   */
  public boolean isAligned(long value) {
    return (value & (bytes() - 1)) == 0;
  }
}
