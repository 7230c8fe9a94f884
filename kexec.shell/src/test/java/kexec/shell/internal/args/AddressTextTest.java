package kexec.shell.internal.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0x0, 0",
    "0X10, 10",
    "0xFFFFFFFFFFFFFFFF, ffffffffffffffff",
    "18446744073709551615, ffffffffffffffff",
    "1k, 400",
    "64M, 4000000",
    "4g, 100000000",
    "17179869183G, ffffffffc0000000",
    "010, a",
  })
  void reads(String text, String hex) throws UsageException {
    assertThat(Long.toHexString(AddressText.parse(text).value())).isEqualTo(hex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "-1",
        "+1",
        "0x",
        "0x10000000000000000",
        "18446744073709551616",
        "17179869184G",
        "1T",
        "1.5M",
        "0x1M",
        " 1",
        "1 M",
        "٣"
      })
  void refuses(String text) {
    assertThatThrownBy(() -> AddressText.parse(text)).isInstanceOf(UsageException.class);
  }
}
