package kexec.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PageSizeTest {

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 11, 31, 64})
  void shiftsThatNoPageHasAreRefused(int shift) {
    assertThatThrownBy(() -> new PageSize(shift))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("page shift " + shift + " is not within 12 to 30");
  }

  @ParameterizedTest
  @CsvSource({
    "0,                   0,                   0",
    "1,                   4096,                1",
    "4095,                4096,                1",
    "4096,                4096,                1",
    "4097,                8192,                2",
    "9223372036854775807, -9223372036854775808, 2251799813685248",
    "-8191,               -4096,               4503599627370495",
    "-4096,               -4096,               4503599627370495"
  })
  void sizesAreRoundedUpAsUnsigned(long bytes, long rounded, long pages) {
    assertThat(PageSize.KIB_4.roundUp(bytes)).isEqualTo(rounded);
    assertThat(PageSize.KIB_4.pagesFor(bytes)).isEqualTo(pages);
    assertThat(PageSize.KIB_4.isAligned(bytes)).isEqualTo(bytes == rounded);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, -4095})
  void roundingUpBeyond64BitsIsRefused(long bytes) {
    assertThatThrownBy(() -> PageSize.KIB_4.roundUp(bytes))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("0x%x rounded up to pages is beyond 64 bits", bytes);
  }

  @Test
  void pagesForTheWholeSpaceNeedNoRounding() {
    assertThat(PageSize.KIB_4.pagesFor(-1)).isEqualTo(1L << 52);
  }

  @Test
  void theLargestPageIsOneGibibyte() {
    assertThat(new PageSize(30).bytes()).isEqualTo(1L << 30);
    assertThat(new PageSize(30).roundUp(1)).isEqualTo(1L << 30);
  }
}
