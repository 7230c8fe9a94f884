package kexec.linux.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import kexec.api.fault.Finding;
import kexec.api.fault.Severity;
import kexec.api.plan.Slot;
import kexec.linux.Tree;
import kexec.linux.host.DriverReader;
import kexec.linux.host.Watchdog;
import kexec.linux.host.WatchdogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JumpDevicesTest {

  @TempDir private Path directory;

  private Tree tree;

  @BeforeEach
  void makeASystem() {
    tree = new Tree(directory);
  }

  private void bind(String device, String driver) throws Exception {
    Path entry = tree.root().resolve("/sys/bus/pci/devices/" + device);
    Files.createDirectories(entry);
    Files.createSymbolicLink(entry.resolve("driver"), Path.of(driver));
  }

  @Test
  void eachKnownDriverIsToldOnce() throws Exception {
    int device = 0;
    for (KnownDriver driver : KnownDriver.ALL) {
      bind("0000:00:0" + device++ + ".0", "../../../bus/pci/drivers/" + driver.name());
    }
    bind("0000:01:00.0", "../../../bus/pci/drivers/i915");
    bind("0000:02:00.0", "../../../bus/pci/drivers/e1000e");
    List<Finding> findings = new JumpDevices(tree.root()).drivers(Slot.DEFAULT);
    assertThat(findings)
        .hasSize(KnownDriver.ALL.size())
        .allMatch(finding -> finding.severity() == Severity.WARNING)
        .allMatch(finding -> finding.cure().endsWith("."));
  }

  @Test
  void linksThatLeadNowhereAreNoDrivers() throws Exception {
    bind("0000:00:00.0", "/");
    bind("0000:00:01.0", "loop\u001b[31m");
    tree.with("/sys/bus/pci/devices/0000:00:02.0/driver", "not a link");
    tree.with("/sys/bus/pci/devices/file", "");
    assertThat(new DriverReader(tree.root()).boundToPci()).containsExactly("loop\u001b[31m");
  }

  @Test
  void controllersMatterToACrashOnly() throws Exception {
    tree.with("/sys/class/scsi_host/host0/resettable", "1\n")
        .with("/sys/class/scsi_host/host1/resettable", "0\n")
        .with("/sys/class/scsi_host/host2/proc_name", "ahci\n");
    JumpDevices devices = new JumpDevices(tree.root());
    assertThat(devices.drivers(Slot.CRASH))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("controllers host1 cannot"));
    tree.with("/sys/class/scsi_host/host1/resettable", "0".repeat(1000));
    Tree.assertRefused("file-too-long", () -> devices.drivers(Slot.CRASH));
  }

  @Test
  void watchdogsThatRun() throws Exception {
    tree.with("/sys/class/watchdog/watchdog0/state", "inactive\n")
        .with("/sys/class/watchdog/watchdog1/state", "active\n")
        .with("/sys/class/watchdog/watchdog1/identity", "iTCO_wdt\n")
        .with("/sys/class/watchdog/watchdog1/timeout", "30\n")
        .with("/sys/class/watchdog/watchdog2/state", "active\n");
    assertThat(new WatchdogReader(tree.root()).running())
        .containsExactly(
            new Watchdog("watchdog1", "iTCO_wdt", OptionalLong.of(30)),
            new Watchdog("watchdog2", "", OptionalLong.empty()));
    JumpDevices devices = new JumpDevices(tree.root());
    assertThat(devices.watchdogs(Slot.CRASH))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains("watchdog1 (iTCO_wdt) within 30 s, watchdog2"));
    assertThat(devices.watchdogs(Slot.DEFAULT))
        .allMatch(finding -> finding.severity() == Severity.INFO);
    tree.with("/sys/class/watchdog/watchdog1/timeout", "-1\n");
    Tree.assertRefused("file-malformed", () -> devices.watchdogs(Slot.CRASH));
  }

  @Test
  void aSystemWithoutAnyHasNone() throws Exception {
    JumpDevices devices = new JumpDevices(tree.root());
    assertThat(devices.drivers(Slot.CRASH)).isEmpty();
    assertThat(devices.drivers(Slot.DEFAULT)).extracting(Finding::code).containsExactly("drivers");
    assertThat(devices.watchdogs(Slot.CRASH)).extracting(Finding::code).containsExactly("watchdog");
  }
}
