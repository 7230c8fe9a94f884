package kexec.picture.internal.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import org.junit.jupiter.api.Test;

class ScaleTest {

  /** Checked against exact decimal numbers, for windows of every size. */
  @Test
  void aPlaceIsExactToAPartOfAPixel() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      long a = random.nextLong() >>> random.nextInt(64);
      long b = random.nextLong() >>> random.nextInt(64);
      long start = Long.compareUnsigned(a, b) < 0 ? a : b;
      long end = start == a ? b : a;
      if (start == end) {
        continue;
      }
      long at = start + Long.remainderUnsigned(random.nextLong(), end - start);
      Scale scale = new Scale(Range.machine(start, end), 24, 912);
      assertThat(scale.at(new MachineAddress(at))).isCloseTo(exact(start, at, end), within(0.01));
    }
  }

  private static double exact(long start, long at, long end) {
    return unsigned(at - start)
        .multiply(BigDecimal.valueOf(912))
        .divide(unsigned(end - start), MathContext.DECIMAL128)
        .add(BigDecimal.valueOf(24))
        .doubleValue();
  }

  private static BigDecimal unsigned(long value) {
    return new BigDecimal(Long.toUnsignedString(value));
  }

  @Test
  void whatIsOutsideIsAtTheNearestEnd() {
    Scale scale = new Scale(Range.machine(0x1000, -1), 10, 100);
    assertThat(scale.at(new MachineAddress(0))).isEqualTo(10);
    assertThat(scale.at(new MachineAddress(-1))).isEqualTo(110);
  }

  @Test
  void anEmptyWindowIsRefused() {
    assertThatThrownBy(() -> new Scale(Range.machine(5, 5), 0, 100))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
