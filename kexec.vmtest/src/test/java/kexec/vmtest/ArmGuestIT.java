package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guests with 32-bit Arm processors are sound: kexec-tools works in them. */
@Tag("peer")
@ExtendWith(GuestLab.class)
class ArmGuestIT {

  /** kexec-tools knows nothing of jkexec. */
  @Test
  void peerJumpsToLinux(Guests guests) throws Exception {
    GuestRun run = guests.run(guests.arm("arm-peer").append("run=peer.sh", "how=-c"));
    assertThat(run)
        .poweredOff()
        .said("after: loaded=1 crash=0")
        .said("guest: init reached mark=second");
  }

  @Test
  void peerCrashKernelReadsTheOldMessages(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .arm("arm-peer-crash")
                .append(
                    "run=peer.sh",
                    "how=-c",
                    "crash=yes",
                    "crashkernel=128M",
                    "words=run=vmcore.sh,pages=yes"));
    assertThat(run).poweredOff().said("after: loaded=0 crash=1").readTheOldMemory();
  }
}
