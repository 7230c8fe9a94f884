package kexec.linux.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxAbiTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "amd64, X86_64",
    "x86_64, X86_64",
    "aarch64, ARM64",
    "arm64, ARM64",
    "arm, ARM",
    "x86, I386",
    "i386, I386",
    "i686, I386"
  })
  void javaNames(String osArch, LinuxAbi abi) {
    assertThat(LinuxAbi.ofJava(osArch)).contains(abi);
  }

  @Test
  void otherArchitecturesAreNotKnown() {
    assertThat(LinuxAbi.ofJava("riscv64")).isEmpty();
  }

  @Test
  void a32BitSegmentHasFourShortWords() {
    ByteBuffer bytes = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    KexecSegmentField.MEM.put(bytes, 4, LinuxAbi.ARM, 0x89abcdefL);
    assertThat(bytes.getInt(12)).isEqualTo(0x89abcdef);
    assertThat(LinuxAbi.ARM.kexecSegmentBytes()).isEqualTo(16);
  }

  @Test
  void aLongValueDoesNotFitIntoAShortWord() {
    assertThatThrownBy(
            () -> KexecSegmentField.BUF.put(ByteBuffer.allocate(16), 0, LinuxAbi.I386, 1L << 32))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void callsThatAnArchitectureLacks() {
    assertThat(CallNumber.KEXEC_FILE_LOAD.on(LinuxAbi.I386)).isEmpty();
    assertThat(CallNumber.MMAP2.on(LinuxAbi.X86_64)).isEmpty();
    assertThat(CallNumber.KEXEC_FILE_LOAD.on(LinuxAbi.ARM)).hasValue(401);
  }
}
