package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests with 64-bit Arm processors are sound, and jkexec starts in them. */
@ExtendWith(GuestLab.class)
class Arm64GuestIT {

  @Test
  void jkexecStarts(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests.arm64("arm64-commands").append("run=commands.sh", "inside=SegmentsInside"));
    assertThat(run)
        .poweredOff()
        .said("aarch64")
        .said("--version: status 0")
        .said("backends: status 0")
        .said("status: status 0")
        .said("inspect: status 0")
        .saidLine("inside: 2 passed, 0 failed, 0 skipped");
  }

  @Test
  void kernelStartsInHypervisorMode(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .arm64("arm64-el2", GuestImages::linux612)
                .machine(GuestMachine.ARM64.property("virtualization=on")));
    assertThat(run)
        .poweredOff()
        .said("guest: init reached mark=first")
        .printed("CPU: All CPU(s) started at EL2");
  }

  /** kexec-tools knows nothing of jkexec. */
  @Tag("peer")
  @ParameterizedTest
  @ValueSource(strings = {"vmlinuz", "vmlinuz-6.12"})
  void peerJumpsToLinux(String to, Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .arm64("arm64-peer-" + to.replace('.', '-'))
                .append("run=peer.sh", "how=-c", "to=/mnt/base/" + to));
    assertThat(run)
        .poweredOff()
        .said("after: loaded=1 crash=0")
        .said("guest: init reached mark=second");
  }
}
