package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Failures around a load are explained, and no stale record remains. */
@ExtendWith(GuestLab.class)
class FaultsIT {

  @Test
  void aFullDiskAndAKilledLoader(Guests guests) throws Exception {
    GuestRun run = guests.run(guests.cloud("faults").mebibytes(1024).append("run=faults.sh"));
    assertThat(run)
        .poweredOff()
        .said("full /tmp: status 1, loaded=0")
        .said("JNA's native library")
        .said("-Djna.tmpdir=DIRECTORY")
        .said("killed: status 137")
        .said("status tells the truth")
        .said("load afterwards: status 0, loaded=1");
  }
}
