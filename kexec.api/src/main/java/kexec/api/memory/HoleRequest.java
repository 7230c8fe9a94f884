package kexec.api.memory;

/**
 * What a hole in memory must be like.
 *
 * @param <A> the address space
 * @param size bytes, unsigned, above zero
 * @param alignment bytes, a power of two, of the hole's start
 * @param within where the hole must lie as a whole
 * @param direction which of the fitting holes is taken
 */
public record HoleRequest<A extends Address<A>>(
    long size, long alignment, Range<A> within, Direction direction) {

  /**
   * Checks size and alignment.
   *
   * @throws IllegalArgumentException if the size is zero or the alignment is no power of two
   */
  public HoleRequest {
    if (size == 0) {
      throw new IllegalArgumentException("a hole of no bytes");
    }
    if (Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException("alignment 0x%x is no power of two".formatted(alignment));
    }
  }
}
