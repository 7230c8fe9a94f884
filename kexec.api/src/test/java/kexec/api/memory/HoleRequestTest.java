package kexec.api.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HoleRequestTest {

  private static final Range<MachineAddress> ALL = Range.machine(0, -1);

  @Test
  void aHoleOfNoBytesIsRefused() {
    assertThatThrownBy(() -> new HoleRequest<>(0, 1, ALL, Direction.LOWEST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a hole of no bytes");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, -1, -4096})
  void anAlignmentThatIsNoPowerOfTwoIsRefused(long alignment) {
    assertThatThrownBy(() -> new HoleRequest<>(1, alignment, ALL, Direction.LOWEST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("alignment 0x%x is no power of two", alignment);
  }

  @ParameterizedTest
  @ValueSource(longs = {4096, -1})
  void anOffsetIsBelowItsAlignment(long offset) {
    assertThatThrownBy(() -> new HoleRequest<>(1, 4096, offset, ALL, Direction.LOWEST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("offset 0x%x to an alignment of 0x1000", offset);
  }
}
