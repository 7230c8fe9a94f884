package kexec.receiver.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.plan.Slot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.RunningLinux;
import kexec.linux.sys.SystemCall;
import kexec.receiver.FakeTree;
import kexec.receiver.LinuxPlans;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.memory.HostMemoryMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unloading, status and execution of loaded images, and the shutdown before a start. */
class LifeTest {

  @TempDir private Path directory;

  private TestHost host;
  private LinuxMachine machine;

  @BeforeEach
  void makeMachine() throws Exception {
    host = new TestHost(directory.resolve("root"));
    machine = host.machine();
  }

  @Test
  void theReceiverIsThisBoot() {
    assertThat(machine.receiver()).isEqualTo("linux/5fd6ab0c-7f0c-4f5e-9b0a-2f1f0f9c2a11");
  }

  @Test
  void withoutABootThereIsNoReceiver() {
    host.tree().remove("/proc/sys/kernel/random/boot_id");
    assertThat(catchThrowableOfType(KexecException.class, () -> host.machine())).isNotNull();
  }

  @Test
  void tellsWhatTheKernelTells() throws Exception {
    load(Slot.CRASH);
    assertThat(machine.status().details())
        .containsExactly(
            entry("kexec_loaded", "0"),
            entry("kexec_crash_loaded", "1"),
            entry("kexec_crash_size", "134217728 bytes"));
  }

  @Test
  void aKernelWithoutKexecHoldsNothing() throws Exception {
    host.tree().remove("/sys/kernel/kexec_loaded");
    host.tree().remove("/sys/kernel/kexec_crash_loaded");
    host.tree().remove("/sys/kernel/kexec_crash_size");
    assertThat(machine.status().loaded()).isEmpty();
    assertThat(machine.status().details())
        .containsEntry("kexec_loaded", "absent: not built into the kernel")
        .containsEntry("kexec_crash_size", "absent: not built into the kernel");
  }

  @Test
  void anEmptySlotIsUnloadedWithoutACall() throws Exception {
    host.kernel().setPermitted(false);
    machine.unload(Slot.DEFAULT);
    assertThat(host.kernel().calls()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aLockedKernelUnloadsByTheOtherCall(Slot slot) throws Exception {
    load(slot);
    host.kernel().lock(true);
    machine.unload(slot);
    assertThat(machine.status().loaded()).isEmpty();
    assertThat(host.kernel().calls())
        .extracting(SystemCall::name)
        .as("what is known to be shut is not called, because a refused call counts")
        .containsExactly("kexec_load", "kexec_file_load");
  }

  @ParameterizedTest
  @EnumSource(
      value = Errno.class,
      names = {"EPERM", "EACCES", "ENOSYS"})
  void whereOneCallIsShutTheOtherUnloads(Errno errno) throws Exception {
    for (Slot slot : Slot.values()) {
      load(slot);
    }
    host.kernel().refuseSegments(errno);
    for (Slot slot : Slot.values()) {
      machine.unload(slot);
    }
    assertThat(machine.status().loaded()).isEmpty();
    assertThat(host.kernel().calls())
        .extracting(SystemCall::name)
        .endsWith("kexec_load", "kexec_file_load", "kexec_load", "kexec_file_load");
  }

  @ParameterizedTest
  @EnumSource
  void whereFilesAreShutSegmentsUnload(Slot slot) throws Exception {
    load(slot);
    // Reports lockdown, as after a bind mount, so that files are tried first.
    host.tree().put("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
    host.kernel().lackFileUnload();
    machine.unload(slot);
    assertThat(machine.status().loaded()).isEmpty();
    assertThat(host.kernel().calls())
        .extracting(SystemCall::name)
        .containsExactly("kexec_load", "kexec_file_load", "kexec_load");
  }

  @ParameterizedTest
  @EnumSource(
      value = Errno.class,
      names = {"EBUSY", "EINVAL"})
  void anUnloadThatIsRefusedForAnotherReasonIsNotTriedAgain(Errno errno) throws Exception {
    load(Slot.DEFAULT);
    host.kernel().refuseSegments(errno);
    assertThat(catchThrowableOfType(KexecException.class, () -> machine.unload(Slot.DEFAULT)))
        .isNotNull();
    assertThat(host.kernel().calls())
        .extracting(SystemCall::name)
        .containsExactly("kexec_load", "kexec_load");
  }

  @Test
  void theLastCallIsNotSpentOnAnUnloadThatIsShut() throws Exception {
    load(Slot.CRASH);
    host.kernel().lock(true);
    host.kernel().limit(Slot.CRASH, 1);
    machine.unload(Slot.CRASH);
    assertThat(machine.status().loaded()).isEmpty();
  }

  @Test
  void describesWhatCrashImagesDependOn() throws Exception {
    host.tree().put("/sys/devices/system/cpu/present", "0\n");
    String before = machine.hardware();
    assertThat(before).isNotEmpty().doesNotContain("\n").isEqualTo(host.machine().hardware());
    host.tree().put("/sys/devices/system/cpu/present", "0-1\n");
    String moreProcessors = machine.hardware();
    assertThat(moreProcessors).isNotEqualTo(before);
    host.tree().put("/proc/iomem", FakeTree.IOMEM + "100000000-13fffffff : System RAM\n");
    assertThat(machine.hardware()).isNotEqualTo(moreProcessors);
  }

  @Test
  void whatTheKernelKeepsCurrentDoesNotMatter() throws Exception {
    host.tree().put("/sys/devices/system/cpu/present", "0\n");
    host.tree().put("/sys/devices/system/cpu/crash_hotplug", "1\n");
    host.tree().put("/sys/devices/system/memory/crash_hotplug", "1\n");
    String before = machine.hardware();
    host.tree().put("/sys/devices/system/cpu/present", "0-1\n");
    host.tree().put("/proc/iomem", FakeTree.IOMEM + "100000000-13fffffff : System RAM\n");
    assertThat(machine.hardware()).isEqualTo(before).isNotEmpty();
  }

  /** Without an image the kernel says that it keeps nothing current. */
  @Test
  void aLoadDoesNotChangeWhatIsDescribed() throws Exception {
    host.tree().put("/sys/devices/system/cpu/present", "0\n");
    host.tree().put("/sys/kernel/crash_elfcorehdr_size", "8192\n");
    host.tree().put("/sys/devices/system/cpu/crash_hotplug", "0\n");
    host.tree().put("/sys/devices/system/memory/crash_hotplug", "0\n");
    String before = machine.hardware();
    host.tree().put("/sys/devices/system/cpu/crash_hotplug", "1\n");
    host.tree().put("/sys/devices/system/memory/crash_hotplug", "1\n");
    assertThat(machine.hardware()).isEqualTo(before).isNotEmpty();
  }

  @Test
  void hiddenHardwareIsNotCompared() throws Exception {
    host.tree().put("/sys/devices/system/cpu/present", "0\n");
    host.tree().put("/proc/iomem", "00000000-00000000 : System RAM\n");
    assertThat(machine.hardware()).isEmpty();
  }

  @Test
  void whoMayNotUnloadIsTold() throws Exception {
    load(Slot.DEFAULT);
    host.kernel().setPermitted(false);
    assertThat(
            catchThrowableOfType(NotPermittedException.class, () -> machine.unload(Slot.DEFAULT)))
        .isNotNull();
    assertThat(machine.status().isLoaded(Slot.DEFAULT)).isTrue();
  }

  @Test
  void startsTheDefaultImage() throws Exception {
    load(Slot.DEFAULT);
    KexecException returned =
        catchThrowableOfType(KexecException.class, () -> machine.execute(Slot.DEFAULT));
    assertThat(returned.fault().code()).isEqualTo("not-started");
    assertThat(host.kernel().calls()).last().hasToString("reboot(cmd=0x45584543)");
  }

  @Test
  void crashes() throws Exception {
    load(Slot.CRASH);
    assertThat(catchThrowableOfType(KexecException.class, () -> machine.execute(Slot.CRASH)))
        .isNotNull();
    assertThat(Files.readString(host.tree().path("/proc/sysrq-trigger"))).isEqualTo("c");
  }

  @Test
  void whoMayNotCrashIsTold() throws Exception {
    load(Slot.CRASH);
    host.tree().remove("/proc/sysrq-trigger");
    KexecException refusal =
        catchThrowableOfType(NotPermittedException.class, () -> machine.execute(Slot.CRASH));
    assertThat(refusal.fault().code()).isEqualTo("crash-not-triggered");
  }

  @ParameterizedTest
  @EnumSource
  void doesNotCrashASystemThatHasNothingToStart(Slot slot) throws Exception {
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> machine.execute(slot));
    assertThat(refusal.fault().code()).isEqualTo("nothing-loaded");
    assertThat(host.kernel().calls()).isEmpty();
    assertThat(Files.readString(host.tree().path("/proc/sysrq-trigger"))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aCrashWaitsForNothing(ShutdownMode mode) throws Exception {
    assertThat(machine.shutdown(Slot.CRASH, mode)).isEqualTo(ShutdownOutcome.READY);
    assertThat(host.kernel().calls()).isEmpty();
  }

  @Test
  void aForcedShutdownWritesToTheDisksOnly() throws Exception {
    systemd();
    assertThat(machine.shutdown(Slot.DEFAULT, ShutdownMode.FORCED))
        .isEqualTo(ShutdownOutcome.READY);
    assertThat(host.kernel().calls()).extracting(SystemCall::name).containsExactly("sync");
    assertThat(host.commands()).isEmpty();
  }

  @Test
  void anUnflushedShutdownDoesNothingAtAll() throws Exception {
    systemd();
    assertThat(machine.shutdown(Slot.DEFAULT, ShutdownMode.UNFLUSHED))
        .isEqualTo(ShutdownOutcome.READY);
    assertThat(host.kernel().calls()).isEmpty();
    assertThat(host.commands()).isEmpty();
  }

  @Test
  void systemdBringsItsSystemDownItself() throws Exception {
    systemd();
    assertThat(machine.shutdown(Slot.DEFAULT, ShutdownMode.ORDERLY))
        .isEqualTo(ShutdownOutcome.UNDER_WAY);
    assertThat(host.commands()).containsExactly(List.of("systemctl", "kexec"));
  }

  @Test
  void systemdThatWillNotIsQuoted() throws Exception {
    systemd();
    host.commandsEndWith(1, "Call to Reboot failed: Access denied");
    KexecException refusal =
        catchThrowableOfType(
            KexecException.class, () -> machine.shutdown(Slot.DEFAULT, ShutdownMode.ORDERLY));
    assertThat(refusal.fault().code()).isEqualTo("shutdown-failed");
    assertThat(refusal.fault().cause())
        .isEqualTo("it ended with 1: Call to Reboot failed: Access denied");
  }

  @Test
  void withoutSystemdTheNetworkIsTakenDown() throws Exception {
    host.tree().put("/sys/class/net/lo/flags", "0x9\n");
    host.tree().put("/sys/class/net/eth0/flags", "0x1003\n");
    host.tree().put("/sys/class/net/eth1/flags", "0x1002\n");
    assertThat(machine.shutdown(Slot.DEFAULT, ShutdownMode.ORDERLY))
        .isEqualTo(ShutdownOutcome.READY);
    assertThat(host.kernel().calls())
        .map(SystemCall::toString)
        .containsExactly(
            "sync()", "ioctl(0x8913, eth0, flags=0x0)", "ioctl(0x8914, eth0, flags=0x42)");
  }

  @Test
  void aProgramThatCannotBeStartedIsNamed() throws Exception {
    systemd();
    LinuxMachine withoutPrograms =
        new LinuxMachine(
            new LinuxHost(host.tree().root(), KexecArchitecture.X86_64, RunningLinux::calls),
            new HostMemoryMap(host.tree().root())::read,
            command -> {
              throw new IOException("no such program: " + command.get(0));
            });
    KexecException refusal =
        catchThrowableOfType(
            KexecException.class,
            () -> withoutPrograms.shutdown(Slot.DEFAULT, ShutdownMode.ORDERLY));
    assertThat(refusal.fault().cause()).isEqualTo("no such program: systemctl");
  }

  private void systemd() throws Exception {
    Files.createDirectories(host.tree().path("/run/systemd/system"));
  }

  private void load(Slot slot) throws Exception {
    PreparedImage image = machine.prepare(new LinuxPlans(directory).plan(slot, 1));
    machine.load(image);
    machine.cleanup(image);
  }
}
