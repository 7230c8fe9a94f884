package kexec.xen.internal.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import kexec.api.memory.VirtualAddress;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.MapRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignedRangeTest {

  @TempDir private Path directory;

  private FakePagemap calls;

  @BeforeEach
  void makeCalls() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "this is not Linux");
    calls = new FakePagemap(new LinuxRoot(directory), FakeFrames.HUGE);
  }

  @Test
  void memoryCanBeMappedAtAlignedAddresses() throws Exception {
    for (int shift = 12; shift < 24; shift++) {
      long bytes = 1L << shift;
      VirtualAddress start = AlignedRange.reserve(calls, bytes);
      assertThat(start.value() % bytes).isZero();
      assertThat(calls.mapped()).isEqualTo(bytes);
      calls.map(MapRequest.memoryAt(start, bytes));
      calls.view(start, (int) bytes).put((int) bytes - 1, (byte) 1);
      calls.giveBack(start, bytes);
      assertThat(calls.mapped()).isZero();
    }
  }

  @Test
  void sizesThatCannotBeAlignedAreRefused() {
    for (long bytes : new long[] {0, 2048, 12288, -4096}) {
      assertThatThrownBy(() -> AlignedRange.reserve(calls, bytes))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
