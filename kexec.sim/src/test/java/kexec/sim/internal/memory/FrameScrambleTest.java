package kexec.sim.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameScrambleTest {

  @ParameterizedTest(name = "of {0} numbers")
  @ValueSource(longs = {1, 2, 3, 4, 5, 15, 16, 17, 1000, 4096, 70_001})
  void permutesWithoutATable(long bound) {
    FramePermutation permutation = new FramePermutation(bound, 42);
    long[] all = LongStream.range(0, bound).map(permutation::apply).toArray();
    assertThat(LongStream.of(all).sorted().toArray())
        .containsExactly(LongStream.range(0, bound).toArray());
    for (int i = 0; i < all.length; i++) {
      assertThat(permutation.invert(all[i])).isEqualTo(i);
    }
  }

  @Test
  void permutesTwoTebibytes() {
    FramePermutation permutation = new FramePermutation(1L << 29, 7);
    for (long number = 0; number < 1L << 29; number += 1_000_003) {
      long other = permutation.apply(number);
      assertThat(other).isBetween(0L, (1L << 29) - 1);
      assertThat(permutation.invert(other)).isEqualTo(number);
    }
  }

  @Test
  void givesEveryFrameOfTheMemoryAnotherOne() {
    RangeSet<MachineAddress> memory =
        RangeSet.of(Range.machine(0x1000, 0x9f000))
            .union(RangeSet.of(Range.machine(0x100000, 0x2f00000)));
    FrameScramble scramble = new FrameScramble(memory, PageSize.KIB_4, 5);
    BlockTable frames = new BlockTable(memory, PageSize.KIB_4, 0);
    long[] machine =
        LongStream.range(0, frames.count()).map(i -> scramble.toMachine(frames.frame(i))).toArray();
    assertThat(LongStream.of(machine).sorted().toArray())
        .containsExactly(LongStream.range(0, frames.count()).map(frames::frame).toArray());
    long moved = 0;
    for (int i = 0; i < machine.length; i++) {
      assertThat(scramble.toPhysical(machine[i])).isEqualTo(frames.frame(i));
      moved += machine[i] == frames.frame(i) ? 0 : 1;
    }
    assertThat(moved).isGreaterThan(frames.count() / 2);
  }

  @Test
  void numbersAlignedBlocks() {
    RangeSet<MachineAddress> memory =
        RangeSet.of(Range.machine(0x1000, 0x5000))
            .union(RangeSet.of(Range.machine(0x6000, 0x7000)))
            .union(RangeSet.of(Range.machine(0x9000, 0xf800)));
    BlockTable pairs = new BlockTable(memory, PageSize.KIB_4, 1);
    assertThat(LongStream.range(0, pairs.count()).map(pairs::frame)).containsExactly(2L, 10L, 12L);
    assertThat(pairs.numberOf(3)).isZero();
    assertThat(pairs.numberOf(6)).isEqualTo(-1);
    assertThat(pairs.numberOf(13)).isEqualTo(2);
    assertThat(pairs.numberOf(14)).isEqualTo(-1);
    assertThat(pairs.countBelow(12)).isEqualTo(2);
    assertThat(pairs.countBelow(100)).isEqualTo(3);
  }
}
