package kexec.baremetal.internal;

import java.nio.file.Path;
import kexec.api.machine.MemoryOps;
import kexec.receiver.FakeTree;
import kexec.tck.machine.MemoryOpsContract;
import org.junit.jupiter.api.io.TempDir;

class BareMetalMemoryContractTest extends MemoryOpsContract {

  @TempDir private Path directory;

  @Override
  protected MemoryOps newMemory() {
    return new BareMetalMemory(new FakeTree(directory).root());
  }
}
