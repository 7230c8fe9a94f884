package kexec.xen.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import kexec.api.fault.KexecException;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailingLinux;
import kexec.linux.sys.Steps;
import kexec.xen.internal.hypercall.HypercallBuffer;
import kexec.xen.internal.model.ModelDevices;
import kexec.xen.internal.model.ModelHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ReachedHypervisorTest {

  @TempDir private Path directory;

  private FailingLinux calls;

  private ReachedHypervisor open(Errno errnoOfBuffers) throws Exception {
    ModelHost model = ModelHost.in(directory);
    Steps steps =
        new Steps(
            Map.of(1, new Steps.Failure(errnoOfBuffers.name(), errnoOfBuffers.number(), false)));
    calls = new FailingLinux(new ModelDevices(model.dom0(), model.xen()), steps);
    steps.start();
    return ReachedHypervisor.open(() -> calls);
  }

  @ParameterizedTest
  @EnumSource(names = {"ENOENT", "ENXIO", "ENODEV", "EACCES", "EPERM"})
  void withoutTheDeviceForBuffersMemoryIsLocked(Errno errno) throws Exception {
    ReachedHypervisor reached = open(errno);
    reached.hypervisor().memory().page().close();
    assertThat(calls.taken()).as("a device, and a page that is kept").isEqualTo(2);
    reached.close();
    assertThat(calls.taken()).isZero();
  }

  /** Locked memory is worse, and would be used for as long as the hypervisor is open. */
  @ParameterizedTest
  @EnumSource(
      names = {"ENOENT", "ENXIO", "ENODEV", "EACCES", "EPERM"},
      mode = Mode.EXCLUDE)
  void anErrorThatMayPassIsNotTakenForAnAbsentDevice(Errno errno) {
    assertThatThrownBy(() -> open(errno)).isInstanceOf(KexecException.class);
    assertThat(calls.taken()).isZero();
  }

  @Test
  void whatFollowsALoadNeedsNoMemory() throws Exception {
    ReachedHypervisor reached = open(Errno.ENOENT);
    HypercallBuffer page = reached.hypervisor().memory().page();
    page.view(0, 8).putLong(1);
    page.close();
    long taken = calls.taken();
    try (HypercallBuffer again = reached.hypervisor().memory().page()) {
      assertThat(again.address()).isEqualTo(page.address());
      assertThat(again.view(0, 8).getLong()).as("zeroed").isZero();
    }
    assertThat(calls.taken()).isEqualTo(taken);
    reached.close();
  }
}
