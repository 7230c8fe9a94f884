package kexec.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is done once for each range of a map of very many ranges. None of these tests measures time:
 * with operations that walk over all ranges each time, they would take very many minutes.
 */
final class ManyRangesTest {

  private static final int COUNT = 300_000;
  private static final long STEP = 0x4000;
  private static final long SIZE = 0x2000;

  private static final RangeSet<MachineAddress> MANY = many();

  private static Range<MachineAddress> range(int number) {
    return Range.machine(number * STEP, number * STEP + SIZE);
  }

  private static RangeSet<MachineAddress> many() {
    List<Range<MachineAddress>> ranges = new ArrayList<>(COUNT);
    for (int i = 0; i < COUNT; i++) {
      ranges.add(range(i));
    }
    return RangeSet.of(ranges);
  }

  @Test
  void eachRangeIsSubtractedFromAndIntersectedWithInLogarithmicTime() {
    long left = 0;
    long shared = 0;
    for (int i = 0; i < COUNT; i++) {
      long start = i * STEP;
      RangeSet<MachineAddress> one = RangeSet.of(Range.machine(start + 0x1000, start + STEP));
      left += one.subtract(MANY).size();
      shared += one.intersect(MANY).size() + MANY.intersect(one).size();
    }
    assertThat(left).isEqualTo(COUNT * SIZE);
    assertThat(shared).isEqualTo(COUNT * SIZE);
  }

  @Test
  void whatLiesBetweenTheRangesLeavesTheSetAsItIs() {
    for (int i = 0; i < COUNT; i++) {
      Range<MachineAddress> gap = Range.machine(i * STEP + SIZE, (i + 1) * STEP);
      assertThat(MANY.subtract(RangeSet.of(gap)).ranges()).isSameAs(MANY.ranges());
    }
  }

  @Test
  void holesAreSearchedOnlyWhereTheyMayLie() {
    for (int i = 0; i < COUNT; i++) {
      Direction direction = i % 2 == 0 ? Direction.LOWEST : Direction.HIGHEST;
      Range<MachineAddress> everywhere = Range.machine(0, -1L);
      Range<MachineAddress> near = Range.machine(i * STEP, i * STEP + STEP);
      assertThat(MANY.findHole(new HoleRequest<>(SIZE, 0x1000, everywhere, direction)))
          .contains(range(direction == Direction.LOWEST ? 0 : COUNT - 1));
      assertThat(MANY.findHole(new HoleRequest<>(SIZE, 0x1000, near, direction)))
          .contains(range(i));
    }
  }

  @Test
  void aMapKnowsItsRam() {
    MemoryMap map =
        MemoryMap.of(
            MANY.ranges().stream().map(each -> new MemoryRegion(each, MemoryType.RAM)).toList());
    for (int i = 0; i < COUNT; i++) {
      MemoryMap with = map.withCrashRegion(range(i));
      assertThat(with.ram().contains(range(i))).isTrue();
    }
  }

  @Test
  void aMessageNamesOnlyAFewRanges() {
    MemoryMap none = MemoryMap.of(List.of());
    assertThat(MANY.brief())
        .isEqualTo("{[0x0, 0x2000), [0x4000, 0x6000), [0x8000, 0xa000)} and 299997 more");
    assertThat(RangeSet.of(range(1)).brief()).isEqualTo("{[0x4000, 0x6000)}");
    assertThatThrownBy(() -> none.withCrashCma(MANY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("CMA crash memory " + MANY.brief() + " is not wholly in RAM");
  }
}
