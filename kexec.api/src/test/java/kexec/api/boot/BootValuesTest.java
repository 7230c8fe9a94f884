package kexec.api.boot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kexec.api.memory.Range;
import kexec.api.plan.SegmentRole;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BootValuesTest {

  private static SegmentRequest request(long size, long alignment) {
    return new SegmentRequest(
            SegmentRole.INITRD,
            size,
            Range.machine(0, -1),
            new SegmentRequest.Rule("a test asks", ""))
        .aligned(alignment, 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aRequestForNoBytesIsRefused(long size) {
    assertThatThrownBy(() -> request(size, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("initrd of " + size + " bytes");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, -1})
  void anAlignmentThatIsNoPowerOfTwoIsRefused(long alignment) {
    assertThatThrownBy(() -> request(1, alignment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("alignment 0x%x is no power of two", alignment);
  }

  @ParameterizedTest
  @ValueSource(longs = {0x1000, 0x2000, -1})
  void anOffsetIsBelowItsAlignment(long offset) {
    SegmentRequest request = request(1, 0x1000);
    assertThatThrownBy(() -> request.aligned(0x1000, offset))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("offset 0x%x to an alignment of 0x1000", offset);
  }
}
