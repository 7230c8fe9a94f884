package kexec.sim.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import kexec.api.memory.PageSize;
import org.junit.jupiter.api.Test;

class SparseMemoryTest {

  private final SparseMemory memory = new SparseMemory(PageSize.KIB_4);

  @Test
  void neverReadsAsZerosWhereNothingWasWritten() {
    for (long frame : new long[] {0, 1, 2, 0xf_ffff_ffffL}) {
      ByteBuffer page = memory.page(frame);
      assertThat(page.remaining()).isEqualTo(4096);
      assertThat(page).isEqualTo(memory.page(frame)).isNotEqualTo(memory.page(frame + 1));
      byte[] bytes = new byte[4096];
      page.get(bytes);
      assertThat(bytes).doesNotContain(0);
    }
    assertThat(memory.writtenFrames()).isZero();
  }

  @Test
  void keepsContentByReference() {
    byte[] content = {1, 2, 3};
    memory.put(5, ByteBuffer.wrap(content));
    content[1] = 9;
    assertThat(memory.bytes(0x5000, 5)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 9, 3, 0, 0}));
  }

  @Test
  void readsAcrossPages() {
    memory.put(1, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    memory.zero(2);
    memory.put(3, ByteBuffer.wrap(new byte[] {4}));
    ByteBuffer read = memory.bytes(0x1001, 0x2000);
    assertThat(read.get(0)).isEqualTo((byte) 2);
    assertThat(read.get(1)).isEqualTo((byte) 3);
    assertThat(read.get(2)).isZero();
    assertThat(read.get(0x1fff)).isEqualTo((byte) 4);
  }

  @Test
  void pokesWithoutTouchingWhatItRefersTo() {
    byte[] content = new byte[4096];
    memory.put(1, ByteBuffer.wrap(content));
    memory.zero(2);
    memory.poke(0x1ffe, new byte[] {1, 2, 3, 4});
    assertThat(memory.bytes(0x1ffe, 5)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 0}));
    assertThat(content).containsOnly(0);
  }

  @Test
  void copiesAndForgets() {
    memory.put(1, ByteBuffer.wrap(new byte[] {7}));
    memory.copy(1, 2);
    assertThat(memory.bytes(0x2000, 1).get()).isEqualTo((byte) 7);
    memory.forget(1);
    memory.copy(1, 2);
    assertThat(memory.isWritten(2)).isFalse();
  }

  @Test
  void refusesMoreThanAPage() {
    assertThatThrownBy(() -> memory.put(1, ByteBuffer.allocate(4097)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
