package kexec.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0                    | 0 bytes",
        "1                    | 1 byte",
        "1023                 | 1023 bytes",
        "1024                 | 1.0 KiB (1,024 bytes)",
        "1048575              | 1023.9 KiB (1,048,575 bytes)",
        "64172851             | 61.1 MiB (64,172,851 bytes)",
        "9223372036854775807  | 7.9 EiB (9,223,372,036,854,775,807 bytes)",
        "18446744073709551615 | 15.9 EiB (18,446,744,073,709,551,615 bytes)",
      })
  void sizes(String bytes, String text) {
    assertThat(Size.both(Long.parseUnsignedLong(bytes))).isEqualTo(text);
  }

  @Test
  void sizesAreCutOffExactly() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      long bytes = (random.nextLong() >>> random.nextInt(54)) | 1024;
      int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
      BigDecimal exact =
          new BigDecimal(Long.toUnsignedString(bytes))
              .divide(BigDecimal.ONE.add(BigDecimal.ONE).pow(10 * unit), 1, RoundingMode.DOWN);
      assertThat(Size.human(bytes)).startsWith(exact + " ");
    }
  }
}
