package kexec.baremetal.internal.memory;

import java.nio.file.Path;
import kexec.api.machine.MemoryOps;
import kexec.baremetal.internal.FakeTree;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.sys.RunningLinux;
import kexec.tck.machine.MemoryOpsContract;
import org.junit.jupiter.api.io.TempDir;

class LinuxMemoryContractTest extends MemoryOpsContract {

  @TempDir private Path directory;

  @Override
  protected MemoryOps newMemory() {
    return new LinuxMemory(new LinuxHost(new FakeTree(directory).root(), RunningLinux::calls));
  }
}
