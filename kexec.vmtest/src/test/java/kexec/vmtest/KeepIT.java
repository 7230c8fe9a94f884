package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** jkexec keeps a configured crash image loaded while its files are replaced. */
@ExtendWith(GuestLab.class)
class KeepIT {

  @Test
  void anUpgradeIsArmedByItself(Guests guests) throws Exception {
    GuestRun run =
        guests.run(guests.cloud("keep").append("run=keep.sh", "crashkernel=160M", "words=a"));
    assertThat(run)
        .poweredOff()
        .said("first: crash=1")
        .said("refused: crash=1")
        .said("second: crash=1")
        .said("ended: crash=1")
        .printed("sysrq: Trigger a crash")
        .said("guest: init reached, crash kernel mark=second");
  }
}
