package kexec.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 0x1000, 0x7fff_ffff_ffff_f000L, 0x8000_0000_0000_0000L, -0x1000})
  void aFrameHoldsAllItsBytes(long start) {
    MachineAddress first = new MachineAddress(start);
    Frame frame = Frame.of(first, PageSize.KIB_4);

    assertThat(Frame.of(first.plus(0xfff), PageSize.KIB_4)).isEqualTo(frame);
    assertThat(frame.address(PageSize.KIB_4)).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1L << 52})
  void aFrameBeyondTheAddressSpaceHasNoAddress(long number) {
    Frame frame = new Frame(number);

    assertThatThrownBy(() -> frame.address(PageSize.KIB_4))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("frame 0x%x is beyond the 64-bit address space", number);
  }

  @Test
  void orderIsUnsigned() {
    assertThat(new Frame(1)).isLessThan(new Frame(-1));
  }

  @Test
  void textIsHexadecimal() {
    assertThat(new Frame(-1)).hasToString("frame 0xffffffffffffffff");
  }
}
