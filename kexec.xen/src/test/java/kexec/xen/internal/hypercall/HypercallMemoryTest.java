package kexec.xen.internal.hypercall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import kexec.linux.sys.RunningLinux;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.model.ModelDom0;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HypercallMemoryTest {

  private static final int PAGE = 4096;
  private static final int MIB = 1 << 20;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyPageIsThereAndIsGivenBack(boolean hasDevice) throws Exception {
    ModelDom0 dom0 = new ModelDom0(RunningLinux.calls(), directory, 10_000, hasDevice);
    HypercallMemory memory = new HypercallMemory(dom0, dom0.bufferDevice());
    // More than one piece of 4 MiB, and not a whole number of pages.
    HypercallBuffer buffer = memory.allocate(9 * MIB + 1);
    assertThat(buffer.size()).isEqualTo(9 * MIB + PAGE);
    assertThat(dom0.pagesTaken()).isEqualTo((9 * MIB + PAGE) / PAGE);
    buffer.view(9 * MIB, PAGE).putLong(0, 0x1122334455667788L);
    assertThat(buffer.view(9 * MIB, PAGE).get(0)).as("little-endian").isEqualTo((byte) 0x88);
    assertThat(buffer.view(9 * MIB - 8, 8).getLong()).isZero();
    buffer.close();
    buffer.close();
    assertThat(dom0.pagesTaken()).isZero();
  }

  @Test
  void aBufferHasNoOtherPieces() throws Exception {
    HypercallMemory memory =
        new HypercallMemory(
            new ModelDom0(RunningLinux.calls(), directory, 100, false), Optional.empty());
    try (HypercallBuffer buffer = memory.allocate(PAGE)) {
      assertThatThrownBy(() -> buffer.view(1, PAGE)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> buffer.view(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> buffer.view(Long.MAX_VALUE, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(buffer.view(PAGE, 0).remaining()).isZero();
    }
  }

  @Test
  void nothingIsKeptWhenMemoryRunsOut() throws Exception {
    ModelDom0 dom0 = new ModelDom0(RunningLinux.calls(), directory, 1100, true);
    HypercallMemory memory = new HypercallMemory(dom0, dom0.bufferDevice());
    assertThatThrownBy(() -> memory.allocate(8 * MIB))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("ENOMEM");
    assertThat(dom0.pagesTaken()).isZero();
    memory.allocate(4 * MIB).close();
  }
}
