package kexec.baremetal.internal.memory;

import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.api.machine.MemoryOps;
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
      return new LinuxMemory(FakePagemap.host(directory, frames));
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
