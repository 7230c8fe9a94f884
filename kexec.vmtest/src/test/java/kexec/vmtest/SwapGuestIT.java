package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The bundle of the guest's own machine arrives late: the crash image moves to it from a simulated
 * one, and is the one that boots.
 */
@ExtendWith(GuestLab.class)
class SwapGuestIT {

  @Test
  void theCrashImageMovesToTheKernelAndBoots(Guests guests) throws Exception {
    assertMoves(
        guests,
        guests.cloud("swap").cpus(2).mebibytes(768).append("run=swap.sh", "crashkernel=160M"),
        "linux");
  }

  @Test
  void theCrashImageMovesToXenAndBoots(Guests guests) throws Exception {
    assertMoves(
        guests,
        guests.dom0("xen-swap").xen("crashkernel=256M").append("run=swap.sh", "machine=xen"),
        "xen");
  }

  private static void assertMoves(Guests guests, GuestBuilder guest, String machine)
      throws Exception {
    GuestRun run = guests.run(guest.limit(Duration.ofMinutes(8)));
    assertThat(run)
        .poweredOff()
        .said("swap: event ImageLoaded[machine=sim, slot=CRASH] sim=true real=false")
        .said("swap: status sim CRASH loaded=true ours=true trouble=none")
        .said("swap: event ImageLoaded[machine=" + machine + ", slot=CRASH] sim=true real=true")
        .said("swap: event ImageUnloaded[machine=sim, slot=CRASH] sim=false real=true")
        .saidLine("swap: watch looks=[1-9][0-9]* gaps=0")
        .said("swap: status " + machine + " CRASH loaded=true ours=true trouble=none")
        .said("swap: status sim CRASH loaded=false ours=false trouble=none")
        .said("swap: framework stopped")
        .said("swap: status 0")
        .said("crash status 1")
        .printed("sysrq: Trigger a crash")
        .said("guest: init reached, crash kernel mark=second")
        .said("guest: hypervisor=none mark=second");
  }
}
