package kexec.vmtest.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import kexec.linux.sys.Errno;
import kexec.linux.sys.SystemCallException;
import org.junit.jupiter.api.Test;

/** The call for segments, by its number and structures on this processor, at QEMU's Arm RAM. */
final class SegmentsInside {

  private static final long PAGE = 4096;
  private static final long FREE = 0x50000000;

  private final RawCalls calls;

  SegmentsInside() throws Exception {
    calls = new RawCalls();
  }

  @Test
  void loadsAndUnloads() throws Exception {
    calls.load(0, calls.segment(FREE, PAGE));
    assertThat(loaded()).isEqualTo("1\n");
    calls.unload(0);
    assertThat(loaded()).isEqualTo("0\n");
  }

  @Test
  void addressWithinAPage() {
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(() -> calls.load(0, calls.segment(FREE + 1, PAGE)))
        .satisfies(e -> assertThat(e.failed().errno()).contains(Errno.EADDRNOTAVAIL));
  }

  private static String loaded() throws Exception {
    return Files.readString(Path.of("/sys/kernel/kexec_loaded"));
  }
}
