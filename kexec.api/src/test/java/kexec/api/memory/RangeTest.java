package kexec.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RangeTest {

  private static final Range<MachineAddress> ACROSS_SIGN_BIT =
      Range.machine(0x7fff_ffff_ffff_f000L, 0x8000_0000_0000_1000L);

  @Test
  void anEndBelowTheStartIsRefused() {
    assertThatThrownBy(() -> Range.machine(0x8000_0000_0000_0000L, 0x7fff_ffff_ffff_ffffL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("range end 0x7fffffffffffffff lies below its start 0x8000000000000000");
  }

  @Test
  void aSizeBeyondTheAddressSpaceIsRefused() {
    assertThatThrownBy(() -> Range.ofSize(new MachineAddress(-0x1000), 0x1000))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void theLargestRangeHasAnUnsignedSize() {
    assertThat(Range.ofSize(new MachineAddress(0), -1).size()).isEqualTo(-1);
  }

  @Test
  void theEndIsNotInIt() {
    assertThat(ACROSS_SIGN_BIT.contains(new MachineAddress(0x8000_0000_0000_0fffL))).isTrue();
    assertThat(ACROSS_SIGN_BIT.contains(new MachineAddress(0x8000_0000_0000_1000L))).isFalse();
    assertThat(ACROSS_SIGN_BIT.contains(new MachineAddress(0x7fff_ffff_ffff_efffL))).isFalse();
  }

  @ParameterizedTest(name = "{4}")
  @CsvSource({
    "0x1000, 0x2000, true,  true,  itself",
    "0x1000, 0x1001, true,  true,  its first byte",
    "0x1fff, 0x2000, true,  true,  its last byte",
    "0x0fff, 0x2000, false, true,  one byte too low",
    "0x1000, 0x2001, false, true,  one byte too long",
    "0x0000, 0x1000, false, false, the neighbour below",
    "0x2000, 0x3000, false, false, the neighbour above",
    "0x1800, 0x1800, true,  false, empty within",
    "0x2000, 0x2000, true,  false, empty at its end",
    "0x3000, 0x3000, false, false, empty elsewhere"
  })
  void containsAndOverlaps(
      String start, String end, boolean contained, boolean overlapping, String name) {
    Range<MachineAddress> range = Range.machine(0x1000, 0x2000);
    Range<MachineAddress> other = Range.machine(Long.decode(start), Long.decode(end));

    assertThat(range.contains(other)).as(name).isEqualTo(contained);
    assertThat(range.overlaps(other)).as(name).isEqualTo(overlapping);
    assertThat(other.overlaps(range)).as(name).isEqualTo(overlapping);
  }

  @Test
  void intersectionIsWhatBothShare() {
    assertThat(ACROSS_SIGN_BIT.intersect(Range.machine(Long.MIN_VALUE, -1)))
        .contains(Range.machine(Long.MIN_VALUE, 0x8000_0000_0000_1000L));
    assertThat(ACROSS_SIGN_BIT.intersect(Range.machine(0, 0x1000))).isEmpty();
  }

  @Test
  void orderIsUnsignedByStartThenEnd() {
    Range<MachineAddress> low = Range.machine(1, 2);
    Range<MachineAddress> longer = Range.machine(1, 3);
    Range<MachineAddress> high = Range.machine(Long.MIN_VALUE, -1);

    assertThat(low).isLessThan(longer);
    assertThat(longer).isLessThan(high);
    assertThat(high).isEqualByComparingTo(Range.machine(Long.MIN_VALUE, -1));
  }

  @Test
  void textIsHexadecimalAndHalfOpen() {
    assertThat(Range.machine(0x1000, -1)).hasToString("[0x1000, 0xffffffffffffffff)");
  }
}
