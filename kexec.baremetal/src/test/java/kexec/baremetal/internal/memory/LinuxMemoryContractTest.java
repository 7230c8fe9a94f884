package kexec.baremetal.internal.memory;

import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.api.machine.MemoryOps;
import kexec.baremetal.internal.FakeTree;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.pages.FakeFrames;
import kexec.linux.pages.FakePagemap;
import kexec.tck.machine.MemoryOpsContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class LinuxMemoryContractTest {

  private abstract static class Contract extends MemoryOpsContract {

    private final FakeFrames frames;

    @TempDir private Path directory;

    Contract(FakeFrames frames) {
      this.frames = frames;
    }

    @Override
    protected MemoryOps newMemory() throws KexecException {
      FakeTree tree = new FakeTree(directory);
      FakePagemap calls = new FakePagemap(tree.root(), frames);
      return new LinuxMemory(new LinuxHost(tree.root(), () -> calls));
    }
  }

  @Nested
  class HugePages extends Contract {
    HugePages() {
      super(FakeFrames.HUGE);
    }
  }

  @Nested
  class SmallRunsOfFrames extends Contract {
    SmallRunsOfFrames() {
      super(FakeFrames.RUNS_OF_SIXTEEN);
    }
  }
}
