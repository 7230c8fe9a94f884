package kexec.xen.internal.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.api.machine.MemoryOps;
import kexec.tck.machine.PagePoolContract;
import kexec.xen.internal.model.ModelHost;
import kexec.xen.internal.model.ModelMachine;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class XenMemoryContractTest {

  private abstract static class Contract extends PagePoolContract {

    private final boolean hasBufferDevice;

    @TempDir private Path directory;

    Contract(boolean hasBufferDevice) {
      this.hasBufferDevice = hasBufferDevice;
    }

    @Override
    protected MemoryOps newMemory() throws KexecException {
      try {
        return new XenMemory(ModelHost.in(directory, ModelMachine.small(), hasBufferDevice).host());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Nested
  class OfTheBufferDevice extends Contract {
    OfTheBufferDevice() {
      super(true);
    }
  }

  @Nested
  class OfLockedMemory extends Contract {
    OfLockedMemory() {
      super(false);
    }
  }
}
