package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * kexec-tools in the guests that jkexec is tested in: that the guests are sound is known
 * independently of it, and its segments and times are there to be compared with.
 */
@Tag("peer")
@ExtendWith(GuestLab.class)
class PeerIT {

  @ParameterizedTest
  @ValueSource(strings = {"-c", "-s"})
  void jumpsToTheTinyKernel(String how, Guests guests) throws Exception {
    GuestRun run =
        guests.run(guests.cloud("peer-tiny" + how).append("run=peer.sh", "how=" + how, "words=a"));
    assertThat(run).poweredOff().said("after: loaded=1 crash=0").printed("tiny: mark=second");
    Handed.check(guests, run, Files.size(guests.images().initrd()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c", "-s"})
  void jumpsToLinux(String how, Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .cloud("peer-linux" + how)
                .append("run=peer.sh", "how=" + how, "to=/mnt/base/vmlinuz-cloud"));
    assertThat(run).poweredOff().said("guest: init reached mark=second");
    guests.note(run, "from execute to the second kernel's init", jumpToInit(run));
    guests.note(run, "from the jump to the version", Jumps.after(run, "Linux version"));
  }

  @Test
  void crashKernelReadsTheOldMessages(Guests guests) throws Exception {
    assertDumps(
        guests,
        guests
            .cloud("peer-crash-c")
            .append("how=-c", "to=/mnt/base/vmlinuz-cloud", "crashkernel=128M"));
  }

  /** {@code CrashIT} requires of jkexec's segments what the kernel's own loader does. */
  @Test
  void theKernelsOwnLoaderKnowsOfMemoryLentToPrograms(Guests guests) throws Exception {
    GuestRun run = assertDumps(guests, DumpedMemory.lent(guests, "peer-crash-s").append("how=-s"));
    DumpedMemory.of(run.script()).check();
  }

  private static GuestRun assertDumps(Guests guests, GuestBuilder guest) throws Exception {
    GuestRun run = guests.run(guest.append("run=peer.sh", "crash=yes", "words=run=vmcore.sh"));
    assertThat(run)
        .poweredOff()
        .said("after: loaded=0 crash=1")
        .said("guest: init reached, crash kernel mark=second")
        .said("makedumpfile: status 0")
        .said("sysrq: Trigger a crash");
    return run;
  }

  @Test
  void crashTinyKernelFindsTheCoreHeader(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .cloud("peer-crash-tiny")
                .append("run=peer.sh", "how=-c", "crash=yes", "crashkernel=128M"));
    assertThat(run).poweredOff().printed("tiny: mark=second");
    assertThat(TinyReport.of(run.kernel()).number("elfcorehdr", "phnum")).isGreaterThan(2);
  }

  private static Duration jumpToInit(GuestRun run) {
    Duration execute = run.script().first("execute").orElseThrow().at();
    return run.script().first("init reached mark=second").orElseThrow().at().minus(execute);
  }
}
