package kexec.baremetal.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.api.memory.PhysicalAddress;
import kexec.baremetal.internal.FakeTree;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.sys.RunningLinux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxMemoryTest {

  @TempDir private Path directory;

  private LinuxMemory memory() {
    return new LinuxMemory(new LinuxHost(new FakeTree(directory).root(), RunningLinux::calls));
  }

  @Test
  void aPhysicalAddressIsTheMachines() throws KexecException {
    assertThat(memory().toMachine(new PhysicalAddress(0x123456789L)).value())
        .isEqualTo(0x123456789L);
  }

  @Test
  void linuxStagesInPagesOfItsOwn() {
    assertThat(memory().pages()).isEmpty();
  }
}
