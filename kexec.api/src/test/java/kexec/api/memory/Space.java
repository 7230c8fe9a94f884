package kexec.api.memory;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * A range of addresses with one bit for each address: an oracle that does not use ranges. It is
 * placed at the corner cases of unsigned arithmetic.
 */
enum Space {
  /** From address zero. */
  BOTTOM(0),
  /** Across the first address whose sign bit is set. */
  ACROSS_SIGN_BIT(Long.MIN_VALUE - Space.SIZE / 2),
  /** Up to the last address that can end a range; its base is odd. */
  TOP(-1L - Space.SIZE);

  static final int SIZE = 256;

  private final long base;

  Space(long base) {
    this.base = base;
  }

  MachineAddress address(int bit) {
    return new MachineAddress(base + bit);
  }

  Range<MachineAddress> range(int from, int to) {
    return new Range<>(address(from), address(to));
  }

  /** Up to twelve ranges that may overlap, touch and be empty, in any order. */
  List<Range<MachineAddress>> randomRanges(Random random) {
    List<Range<MachineAddress>> ranges = new ArrayList<>();
    for (int i = random.nextInt(13); i > 0; i--) {
      ranges.add(randomRange(random));
    }
    return ranges;
  }

  Range<MachineAddress> randomRange(Random random) {
    int longest = random.nextInt(8) == 0 ? SIZE : 40;
    int from = random.nextInt(SIZE + 1);
    return range(from, Math.min(SIZE, from + random.nextInt(longest)));
  }

  /** Sets a bit for every address, one after another. */
  BitSet bits(List<Range<MachineAddress>> ranges) {
    BitSet bits = new BitSet(SIZE);
    for (Range<MachineAddress> range : ranges) {
      for (long at = range.start().value(); at != range.end().value(); at++) {
        bits.set((int) (at - base));
      }
    }
    return bits;
  }

  /** Every maximal run of set bits as one range: the only canonical form. */
  List<Range<MachineAddress>> runs(BitSet bits) {
    List<Range<MachineAddress>> runs = new ArrayList<>();
    for (int from = bits.nextSetBit(0); from >= 0; ) {
      int to = bits.nextClearBit(from);
      runs.add(range(from, to));
      from = bits.nextSetBit(to);
    }
    return runs;
  }

  int bit(MachineAddress address) {
    return (int) (address.value() - base);
  }
}
