package kexec.baremetal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.api.memory.PhysicalAddress;
import kexec.receiver.FakeTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BareMetalMemoryTest {

  @TempDir private Path directory;

  private BareMetalMemory memory() {
    return new BareMetalMemory(new FakeTree(directory).root());
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
