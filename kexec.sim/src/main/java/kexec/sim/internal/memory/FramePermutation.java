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
    return walk(number, 0, 1);
  }

  long invert(long number) {
    return walk(number, ROUNDS - 1, -1);
  }

  private long walk(long number, int firstRound, int step) {
    long at = number;
    do {
      at = permute(at, firstRound, step);
    } while (at >= bound);
    return at;
  }

  /** The halves change places at the end, so the rounds in reverse order invert it. */
  private long permute(long value, int firstRound, int step) {
    long left = value >>> halfBits;
    long right = value & mask();
    for (int done = 0; done < ROUNDS; done++) {
      long next = left ^ mix(right, firstRound + step * done);
      left = right;
      right = next;
    }
    return right << halfBits | left;
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
