package kexec.xen.internal.hypercall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.RunningLinux;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.model.ModelDom0;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KexecOpTest {

  @TempDir private Path directory;

  /** A hypervisor that answers every question for a range with the same one. */
  private record OneRange(ModelDom0 dom0, long start, long size) implements Privcmd {

    @Override
    public long hypercall(Hypercall call) {
      ByteBuffer argument =
          dom0.view(new VirtualAddress(call.arguments().get(1)), 24).order(ByteOrder.LITTLE_ENDIAN);
      argument.putLong(8, size).putLong(16, start);
      return 0;
    }

    @Override
    public ForeignPages show(int domain, long[] frames) {
      throw new IllegalStateException("nothing is shown");
    }
  }

  private KexecOp op(long start, long size) throws Exception {
    ModelDom0 dom0 = new ModelDom0(RunningLinux.calls(), directory, 100, false);
    return new KexecOp(
        new Hypervisor(
            new OneRange(dom0, start, size), new HypercallMemory(dom0, Optional.empty())));
  }

  @Test
  void aRangeUpToTheEndOfTheAddressesIsOne() throws Exception {
    assertThat(op(0x1000, 0x2000).crashRegion()).contains(Range.machine(0x1000, 0x3000));
    assertThat(op(-0x2000, 0x1fff).vmcoreinfo()).contains(Range.machine(-0x2000, -1));
    assertThat(op(0x1000, 0).xen()).isEmpty();
  }

  @Test
  void aRangeBeyondTheAddressesIsRefused() throws Exception {
    KexecOp op = op(-0x1000, 0x2000);
    assertThatThrownBy(op::crashRegion)
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("EOVERFLOW");
    assertThatThrownBy(op::xen).isInstanceOf(SystemCallException.class);
    assertThatThrownBy(op::vmcoreinfo).isInstanceOf(SystemCallException.class);
    assertThatThrownBy(op::allCpuNotes).isInstanceOf(SystemCallException.class);
  }
}
