package kexec.xen.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kexec.linux.watch.HandTicks;
import kexec.linux.watch.Hardware;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.memory.XenMemory;
import kexec.xen.internal.model.ModelHost;
import kexec.xen.internal.model.ModelMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XenWatchTest {

  @TempDir private Path directory;
  private final HandTicks ticks = new HandTicks();
  private final List<String> told = new ArrayList<>();

  @Test
  void aChangedMachineIsToldOnce() throws Exception {
    XenHost before = ModelHost.in(directory, ModelMachine.small(), true).host();
    XenHost after = ModelHost.in(directory, ModelMachine.small().withoutCrashRegion(), true).host();
    XenHardware[] now = {new XenHardware(before, new XenMemory(before))};
    XenWatch component = new XenWatch(() -> now[0].read(), ticks);
    component.listeners = List.of(told::add);
    component.start();
    ticks.tick(3);
    assertThat(told).isEmpty();
    now[0] = new XenHardware(after, new XenMemory(after));
    ticks.tick(5);
    assertThat(told).containsExactly(XenHost.MACHINE);
    component.deactivate();
    assertThat(ticks.isStopped()).isTrue();
  }

  @Test
  void everyProcessorHasNotes() throws Exception {
    XenHost host = ModelHost.in(directory, ModelMachine.small(), true).host();
    Hardware hardware = new XenHardware(host, new XenMemory(host)).read();
    assertThat(hardware.cpus().split("\\[0x", -1)).hasSize(ModelMachine.small().cpus() + 1);
  }
}
