package kexec.baremetal.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import kexec.api.machine.Page;
import kexec.api.machine.WriteAccess;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.baremetal.internal.FakeTree;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.pages.FakeFrames;
import kexec.linux.pages.FakePagemap;
import kexec.linux.sys.RunningLinux;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxMemoryTest {

  private static final MachineAddress ANYWHERE = new MachineAddress(1L << 52);

  @TempDir private Path directory;

  private FakeTree tree;

  @BeforeEach
  void makeTree() {
    tree = new FakeTree(directory);
  }

  @Test
  void theKernelsFramesAreTheMachines() throws Exception {
    FakePagemap calls = new FakePagemap(tree.root(), FakeFrames.RUNS_OF_SIXTEEN);
    LinuxMemory memory = new LinuxMemory(new LinuxHost(tree.root(), () -> calls));
    Page page = memory.allocate(0, ANYWHERE);
    assertThat(memory.frame(page)).isEqualTo(new Frame(FakeFrames.FIRST));
    assertThat(memory.toPhysical(page.address()))
        .isEqualTo(new PhysicalAddress(FakeFrames.FIRST << 12));
    memory.close();
    assertThat(calls.mapped()).isZero();
  }

  @Test
  void aPageOfItsOwnIsMemoryWhereverItLies() throws Exception {
    FakePagemap calls = new FakePagemap(tree.root(), FakeFrames.HUGE);
    LinuxMemory memory = new LinuxMemory(new LinuxHost(tree.root(), () -> calls));
    tree.remove("/sys/firmware/memmap");
    tree.put("/proc/iomem", "00100000-001fffff : System RAM\n");
    PhysicalAddress address = memory.toPhysical(memory.allocate(0, ANYWHERE).address());
    assertThat(memory.toMachine(address).value()).isEqualTo(address.value());
    PhysicalAddress far = new PhysicalAddress(address.value() + (64 << 20));
    assertThatThrownBy(() -> memory.toMachine(far)).isInstanceOf(IllegalArgumentException.class);
    memory.close();
  }

  @Test
  void nothingCanBeWrittenInItsPlace() {
    LinuxMemory memory = new LinuxMemory(new LinuxHost(tree.root(), RunningLinux::calls));
    assertThat(memory.writeAccess(Range.machine(0x1000, 0x2000))).isEqualTo(WriteAccess.STAGED);
  }

  @Test
  void memoryThatWasPluggedInLaterIsFound() {
    LinuxMemory memory = new LinuxMemory(new LinuxHost(tree.root(), RunningLinux::calls));
    MachineAddress later = new MachineAddress(0x100000000L);
    assertThatThrownBy(() -> memory.toPhysical(later)).isInstanceOf(IllegalArgumentException.class);
    tree.put("/proc/iomem", FakeTree.IOMEM + "100000000-13fffffff : System RAM\n");
    assertThat(memory.toPhysical(later).value()).isEqualTo(later.value());
  }
}
