package kexec.api.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares every operation with an implementation that sets and clears single bits. */
final class RangeSetOracleTest {

  private static final int ROUNDS = 3000;

  @ParameterizedTest
  @EnumSource
  void operationsAgreeWithBits(Space space) {
    Random random = new Random(20120101);
    for (int round = 0; round < ROUNDS; round++) {
      List<Range<MachineAddress>> left = space.randomRanges(random);
      List<Range<MachineAddress>> right = space.randomRanges(random);
      RangeSet<MachineAddress> a = RangeSet.of(left);
      RangeSet<MachineAddress> b = RangeSet.of(right);
      BitSet both = space.bits(left);
      both.or(space.bits(right));
      BitSet shared = space.bits(left);
      shared.and(space.bits(right));
      BitSet rest = space.bits(left);
      rest.andNot(space.bits(right));

      assertThat(a.ranges()).as("of %s", left).isEqualTo(space.runs(space.bits(left)));
      assertThat(a.union(b).ranges()).as("%s | %s", a, b).isEqualTo(space.runs(both));
      assertThat(a.intersect(b).ranges()).as("%s & %s", a, b).isEqualTo(space.runs(shared));
      assertThat(a.subtract(b).ranges()).as("%s - %s", a, b).isEqualTo(space.runs(rest));
      assertThat(a.size()).as("size of %s", a).isEqualTo(space.bits(left).cardinality());
      assertThat(a.isEmpty()).as("%s is empty", a).isEqualTo(space.bits(left).isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource
  void containsAgreesWithBits(Space space) {
    Random random = new Random(19920101);
    for (int round = 0; round < ROUNDS; round++) {
      List<Range<MachineAddress>> ranges = space.randomRanges(random);
      RangeSet<MachineAddress> set = RangeSet.of(ranges);
      BitSet bits = space.bits(ranges);
      Range<MachineAddress> asked = space.randomRange(random);
      int from = space.bit(asked.start());
      int to = space.bit(asked.end());

      assertThat(set.contains(asked))
          .as("%s has %s", set, asked)
          .isEqualTo(bits.get(from, to).cardinality() == to - from);
      assertThat(set.contains(asked.start()))
          .as("%s has %s", set, asked.start())
          .isEqualTo(bits.get(from));
    }
  }

  @ParameterizedTest
  @EnumSource
  void lawsHold(Space space) {
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      RangeSet<MachineAddress> a = RangeSet.of(space.randomRanges(random));
      RangeSet<MachineAddress> b = RangeSet.of(space.randomRanges(random));
      RangeSet<MachineAddress> c = RangeSet.of(space.randomRanges(random));

      assertThat(a.union(b)).isEqualTo(b.union(a)).hasSameHashCodeAs(b.union(a));
      assertThat(a.intersect(b)).isEqualTo(b.intersect(a)).hasSameHashCodeAs(b.intersect(a));
      assertThat(a.union(b).union(c)).isEqualTo(a.union(b.union(c)));
      assertThat(a.intersect(b).intersect(c)).isEqualTo(a.intersect(b.intersect(c)));
      assertThat(a.intersect(b.union(c))).isEqualTo(a.intersect(b).union(a.intersect(c)));
      assertThat(a.union(b.intersect(c))).isEqualTo(a.union(b).intersect(a.union(c)));
      assertThat(a.subtract(b.union(c))).isEqualTo(a.subtract(b).intersect(a.subtract(c)));
      assertThat(a.subtract(b).union(a.intersect(b))).isEqualTo(a);
      assertThat(a.subtract(a)).isEqualTo(RangeSet.empty());
      Range<MachineAddress> one = space.randomRange(random);
      assertThat(a.intersect(one)).isEqualTo(a.intersect(RangeSet.of(one)));
      assertThat(a.union(b).size() + a.intersect(b).size()).isEqualTo(a.size() + b.size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void holesAgreeWithSearchingEveryAddress(Space space) {
    Random random = new Random(4096);
    int found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<Range<MachineAddress>> ranges = space.randomRanges(random);
      HoleRequest<MachineAddress> request = randomRequest(space, random);
      Range<MachineAddress> expected = search(space, space.bits(ranges), request);

      assertThat(RangeSet.of(ranges).findHole(request).orElse(null))
          .as("%s in %s", request, ranges)
          .isEqualTo(expected);
      found += expected == null ? 0 : 1;
    }
    assertThat(found).as("requests that fit").isBetween(ROUNDS / 5, ROUNDS * 4 / 5);
  }

  private static HoleRequest<MachineAddress> randomRequest(Space space, Random random) {
    long alignment = 1L << (random.nextInt(10) == 0 ? 58 + random.nextInt(6) : random.nextInt(6));
    Range<MachineAddress> within =
        random.nextBoolean() ? space.range(0, Space.SIZE) : space.randomRange(random);
    Direction direction = random.nextBoolean() ? Direction.LOWEST : Direction.HIGHEST;
    long offset = random.nextBoolean() ? 0 : random.nextLong() & (alignment - 1);
    return new HoleRequest<>(1 + random.nextInt(30), alignment, offset, within, direction);
  }

  private static Range<MachineAddress> search(
      Space space, BitSet bits, HoleRequest<MachineAddress> request) {
    int size = (int) request.size();
    int last = Space.SIZE - size;
    for (int step = 0; step <= last; step++) {
      int from = request.direction() == Direction.LOWEST ? step : last - step;
      boolean aligned =
          Long.remainderUnsigned(space.address(from).value(), request.alignment())
              == request.offset();
      boolean free = bits.get(from, from + size).cardinality() == size;
      boolean within =
          from >= space.bit(request.within().start())
              && from + size <= space.bit(request.within().end());
      if (aligned && free && within) {
        return space.range(from, from + size);
      }
    }
    return null;
  }
}
