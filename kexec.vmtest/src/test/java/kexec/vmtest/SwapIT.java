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
class SwapIT {

  @Test
  void theCrashImageMovesToTheKernelAndBoots(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .cloud("swap")
                .mebibytes(768)
                .limit(Duration.ofMinutes(5))
                .append("run=swap.sh", "crashkernel=160M"));
    assertThat(run)
        .poweredOff()
        .said("swap: event ImageLoaded[machine=sim, slot=CRASH] sim=true kernel=false")
        .said("swap: status sim CRASH loaded=true ours=true trouble=none")
        .said("swap: event ImageLoaded[machine=linux, slot=CRASH] sim=true kernel=true")
        .said("swap: event ImageUnloaded[machine=sim, slot=CRASH] sim=false kernel=true")
        .saidLine("swap: watch looks=[1-9][0-9]* gaps=0")
        .said("swap: status linux CRASH loaded=true ours=true trouble=none")
        .said("swap: status sim CRASH loaded=false ours=false trouble=none")
        .said("swap: framework stopped")
        .said("swap: status 0")
        .said("state: loaded=0 crash=1")
        .printed("sysrq: Trigger a crash")
        .said("guest: init reached, crash kernel mark=second");
  }
}
