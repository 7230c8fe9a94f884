package kexec.api.memory;

/**
 * The requirements for a hole in memory.
 *
 * @param <A> the address space
 * @param size bytes, unsigned, above zero
 * @param alignment bytes, a power of two
 * @param offset the distance of the hole's start from a multiple of the alignment: bytes, unsigned,
 *     below the alignment
 * @param within the range that must contain the whole hole
 * @param direction which of the fitting holes is chosen
 */
public record HoleRequest<A extends Address<A>>(
    long size, long alignment, long offset, Range<A> within, Direction direction) {

  /**
   * Checks size, alignment and offset.
   *
   * @throws IllegalArgumentException if the size is zero, the alignment is not a power of two, or
   *     the offset is not below the alignment
   */
  public HoleRequest {
    if (size == 0) {
      throw new IllegalArgumentException("a hole of no bytes");
    }
    if (Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException("alignment 0x%x is no power of two".formatted(alignment));
    }
    if (Long.compareUnsigned(offset, alignment) >= 0) {
      throw new IllegalArgumentException(
          "offset 0x%x to an alignment of 0x%x".formatted(offset, alignment));
    }
  }

  /**
   * Creates a request for a hole that starts at a multiple of its alignment.
   *
   * @param size bytes, unsigned, above zero
   * @param alignment bytes, a power of two
   * @param within the range that must contain the whole hole
   * @param direction which of the fitting holes is chosen
   * @throws IllegalArgumentException if the size is zero or the alignment is not a power of two
   */
  public HoleRequest(long size, long alignment, Range<A> within, Direction direction) {
    this(size, alignment, 0, within, direction);
  }
}
