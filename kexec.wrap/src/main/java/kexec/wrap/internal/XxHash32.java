package kexec.wrap.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The checksum of LZ4 frames (xxHash fast digest algorithm, "XXH32"), with the seed 0. */
final class XxHash32 {

  private static final int PRIME_1 = 0x9e3779b1;
  private static final int PRIME_2 = 0x85ebca77;
  private static final int PRIME_3 = 0xc2b2ae3d;
  private static final int PRIME_4 = 0x27d4eb2f;
  private static final int PRIME_5 = 0x165667b1;
  private static final int STRIPE = 16;

  /** The sum of the first two primes, the second one, 0, and the first one negated. */
  private final int[] lanes = {0x24234428, PRIME_2, 0, 0x61c8864f};

  private final byte[] stripe = new byte[STRIPE];
  private int filled;
  private long length;

  /** Adds the first bytes of an array. */
  void update(byte[] bytes, int count) {
    ByteBuffer from = ByteBuffer.wrap(bytes, 0, count).order(ByteOrder.LITTLE_ENDIAN);
    length += count;
    if (filled > 0) {
      int n = Math.min(STRIPE - filled, count);
      from.get(stripe, filled, n);
      filled += n;
      if (filled == STRIPE) {
        mix(ByteBuffer.wrap(stripe).order(ByteOrder.LITTLE_ENDIAN));
        filled = 0;
      }
    }
    while (from.remaining() >= STRIPE) {
      mix(from);
    }
    int rest = from.remaining();
    from.get(stripe, filled, rest);
    filled += rest;
  }

  private void mix(ByteBuffer from) {
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = Integer.rotateLeft(lanes[i] + from.getInt() * PRIME_2, 13) * PRIME_1;
    }
  }

  /** {@return the checksum of all that was added} */
  int value() {
    int hash =
        length < STRIPE
            ? PRIME_5
            : Integer.rotateLeft(lanes[0], 1)
                + Integer.rotateLeft(lanes[1], 7)
                + Integer.rotateLeft(lanes[2], 12)
                + Integer.rotateLeft(lanes[3], 18);
    hash += (int) length;
    ByteBuffer rest = ByteBuffer.wrap(stripe, 0, filled).order(ByteOrder.LITTLE_ENDIAN);
    while (rest.remaining() >= Integer.BYTES) {
      hash = Integer.rotateLeft(hash + rest.getInt() * PRIME_3, 17) * PRIME_4;
    }
    while (rest.hasRemaining()) {
      hash = Integer.rotateLeft(hash + Byte.toUnsignedInt(rest.get()) * PRIME_5, 11) * PRIME_1;
    }
    hash = (hash ^ hash >>> 15) * PRIME_2;
    hash = (hash ^ hash >>> 13) * PRIME_3;
    return hash ^ hash >>> 16;
  }
}
