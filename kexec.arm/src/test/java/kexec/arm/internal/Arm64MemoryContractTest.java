package kexec.arm.internal;

import java.nio.file.Path;
import kexec.api.machine.MemoryOps;
import kexec.receiver.FakeTree;
import kexec.tck.machine.MemoryOpsContract;
import org.junit.jupiter.api.io.TempDir;

class Arm64MemoryContractTest extends MemoryOpsContract {

  @TempDir private Path directory;

  @Override
  protected MemoryOps newMemory() {
    return new Arm64Memory(new FakeTree(directory).root());
  }
}
