package kexec.vmtest.inside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PhysicalAddress;
import kexec.tck.machine.PagePoolContract;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.ForeignPages;
import kexec.xen.internal.hypercall.XenNumbers;
import kexec.xen.internal.memory.XenMemory;
import org.junit.jupiter.api.Test;

/** The memory contract with dom0's own page frames and the machine's. */
final class XenMemoryInside extends PagePoolContract {

  private static final MachineAddress ANYWHERE = new MachineAddress(1L << 52);

  private final XenHost host = new XenHost();

  @Override
  protected MemoryOps newMemory() {
    return new XenMemory(host);
  }

  /** The hypervisor is asked for the machine frame, and shows what was written to the page. */
  @Test
  void aTranslatedFrameHasTheContent() throws Exception {
    PagePool pages = newMemory().pages().orElseThrow();
    for (int i = 0; i < 50; i++) {
      Frame frame = pages.allocate(ANYWHERE);
      long stamp = 0x6a6b_6578_6563_0000L + i;
      pages.write(frame, ByteBuffer.allocate(8).putLong(0, Long.reverseBytes(stamp)));
      long[] wanted = {frame.number()};
      try (ForeignPages seen = host.hypervisor().privcmd().show(XenNumbers.DOMID_SELF, wanted)) {
        assertThat(seen.isShown(0)).isTrue();
        assertThat(seen.content().getLong(0)).isEqualTo(stamp);
      }
    }
  }

  /** Dom0's kernel has its first megabytes there. The hypervisor shows dom0 its own frames only. */
  @Test
  void framesOfDom0sKernelAreTranslated() throws Exception {
    MemoryOps memory = newMemory();
    for (long frame = 0x1000; frame < 0x1010; frame++) {
      MachineAddress machine = memory.toMachine(new PhysicalAddress((frame << 12) + 0x123));
      assertThat(machine.value() & 0xfff).isEqualTo(0x123);
      long[] wanted = {machine.value() >>> 12};
      try (ForeignPages seen = host.hypervisor().privcmd().show(XenNumbers.DOMID_SELF, wanted)) {
        assertThat(seen.isShown(0)).isTrue();
      }
    }
  }
}
