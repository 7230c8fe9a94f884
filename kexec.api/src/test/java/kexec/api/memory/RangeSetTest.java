package kexec.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RangeSetTest {

  private static final int PIECES = 100_000;
  private static final Range<MachineAddress> ALL = Range.machine(0, -1);

  @Test
  void sizeIsUnsigned() {
    assertThat(RangeSet.of(ALL).size()).isEqualTo(-1);
  }

  @Test
  void emptyRangesAreInEverySet() {
    assertThat(RangeSet.<MachineAddress>empty().contains(Range.machine(5, 5))).isTrue();
    assertThat(RangeSet.<MachineAddress>empty().contains(new MachineAddress(5))).isFalse();
  }

  @Test
  void rangesCannotBeChanged() {
    List<Range<MachineAddress>> ranges = RangeSet.of(Range.machine(1, 2)).ranges();

    assertThatThrownBy(() -> ranges.remove(0)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void laterChangesOfTheSourceListDoNotShow() {
    List<Range<MachineAddress>> source = new ArrayList<>(List.of(Range.machine(1, 2)));
    RangeSet<MachineAddress> set = RangeSet.of(source);
    source.add(Range.machine(5, 6));

    assertThat(set).isEqualTo(RangeSet.of(Range.machine(1, 2)));
  }

  @Test
  void holeOfAlmostAllOfTheAddressSpaceIsFound() {
    HoleRequest<MachineAddress> request =
        new HoleRequest<>(0xffff_ffff_ffff_f000L, 0x1000, ALL, Direction.HIGHEST);

    assertThat(RangeSet.of(ALL).findHole(request)).contains(Range.machine(0, -0x1000));
  }

  @Test
  void aHoleThatWouldWrapRoundTheAddressSpaceIsNotFound() {
    RangeSet<MachineAddress> top = RangeSet.of(Range.machine(-0x800, -1));
    HoleRequest<MachineAddress> request = new HoleRequest<>(0x100, 0x1000, ALL, Direction.LOWEST);

    assertThat(top.findHole(request)).isEmpty();
  }

  /** With quadratic time this would take minutes. */
  @Test
  void aHundredThousandRangesTakeNoTime() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          RangeSet<MachineAddress> even = pages(0);
          RangeSet<MachineAddress> odd = pages(0x1000);
          RangeSet<MachineAddress> all = RangeSet.of(Range.machine(0, PIECES * 0x2000L));
          assertThat(even.union(odd)).isEqualTo(all);
          assertThat(all.subtract(even)).isEqualTo(odd);
          assertThat(all.intersect(even)).isEqualTo(even);
          for (Direction direction : Direction.values()) {
            assertThat(even.findHole(new HoleRequest<>(0x1001, 1, ALL, direction))).isEmpty();
          }
          for (Range<MachineAddress> page : even.ranges()) {
            assertThat(even.intersect(page).ranges()).hasSize(1);
          }
          MemoryMap map =
              MemoryMap.of(
                  even.ranges().stream().map(r -> new MemoryRegion(r, MemoryType.RAM)).toList());
          assertThat(map.usable()).isEqualTo(even);
        });
  }

  private static RangeSet<MachineAddress> pages(long from) {
    return RangeSet.of(
        IntStream.range(0, PIECES)
            .mapToObj(i -> Range.machine(from + i * 0x2000L, from + i * 0x2000L + 0x1000))
            .toList());
  }

  @Test
  void textIsHexadecimalAndHalfOpen() {
    RangeSet<MachineAddress> set =
        RangeSet.of(List.of(Range.machine(0x100000, -1), Range.machine(0, 0x9fc00)));

    assertThat(set).hasToString("{[0x0, 0x9fc00), [0x100000, 0xffffffffffffffff)}");
  }
}
