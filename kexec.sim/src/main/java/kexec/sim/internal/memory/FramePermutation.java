package kexec.sim.internal.memory;

/**
 * A keyed permutation of the integers below a bound, without a table: a Feistel network over the
 * next even power of two, with cycle walking back below the bound. Immutable.
 */
final class FramePermutation {

  private static final int ROUNDS = 4;

  private final long bound;
  private final int halfBits;
  private final long key;

  /**
   * Creates a permutation.
   *
   * @param bound the exclusive upper bound, not negative
   * @param key selects the permutation
   */
  FramePermutation(long bound, long key) {
    this.bound = bound;
    this.key = key;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(bound - 1, 1));
    this.halfBits = (bits + 1) / 2;
  }

  long apply(long number) {
    long at = number;
    do {
      at = forward(at);
    } while (at >= bound);
    return at;
  }

  long invert(long number) {
    long at = number;
    do {
      at = backward(at);
    } while (at >= bound);
    return at;
  }

  private long forward(long value) {
    long left = value >>> halfBits;
    long right = value & mask();
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ mix(right, round);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  private long backward(long value) {
    long left = value >>> halfBits;
    long right = value & mask();
    for (int round = ROUNDS - 1; round >= 0; round--) {
      long previous = right ^ mix(left, round);
      right = left;
      left = previous;
    }
    return left << halfBits | right;
  }

  private long mix(long half, int round) {
    long x = (half + key + round) * 0x9e37_79b9_7f4a_7c15L;
    x = (x ^ (x >>> 32)) * 0xd6e8_feb8_6659_fd93L;
    return (x ^ (x >>> 32)) & mask();
  }

  private long mask() {
    return (1L << halfBits) - 1;
  }
}
