package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that run in the guest itself, on the real kernel. */
@ExtendWith(GuestLab.class)
class InsideIT {

  @Test
  void theContractAndEveryMisuse(Guests guests) throws Exception {
    GuestBuilder guest =
        guests
            .cloud("inside")
            .append("inside=LinuxMachineInside,LinuxMemoryInside,MisuseInside", "crashkernel=128M");
    assertPasses(guests, guest);
  }

  @Test
  void theContractOnArm64(Guests guests) throws Exception {
    assertPasses(guests, onArm(guests.arm64("inside-arm64")));
  }

  @Test
  void theContractOn32BitArm(Guests guests) throws Exception {
    assertPasses(guests, onArm(guests.arm("inside-arm")));
  }

  private static GuestBuilder onArm(GuestBuilder guest) {
    return guest.append("inside=LinuxMachineInside,LinuxMemoryInside", "crashkernel=128M");
  }

  @Test
  void withoutARegionAndOnceLoadingIsDisabled(Guests guests) throws Exception {
    assertPasses(guests, guests.cloud("inside-forbidden").append("inside=ForbiddenInside"));
  }

  @Test
  void underLockdown(Guests guests) throws Exception {
    assertPasses(
        guests,
        guests.cloud("inside-lockdown").append("inside=LockdownInside", "lockdown=integrity"));
  }

  @Test
  void withoutCapabilities(Guests guests) throws Exception {
    assertPasses(
        guests, guests.cloud("inside-nobody").append("inside=NobodyInside", "user=nobody"));
  }

  private static void assertPasses(Guests guests, GuestBuilder guest) throws Exception {
    GuestRun run = guests.run(guest.append("run=inside.sh"));
    assertThat(run)
        .poweredOff()
        .saidLine("inside: [1-9][0-9]* passed, 0 failed, [0-9]+ skipped")
        .said("script inside.sh ended, status=0");
  }
}
