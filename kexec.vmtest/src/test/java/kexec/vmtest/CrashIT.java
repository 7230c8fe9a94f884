package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** jkexec arms crash kernels; the crash kernel reads the crashed one's memory. */
@ExtendWith(GuestLab.class)
class CrashIT {

  private static final String REGION = "crashkernel=160M";

  @Test
  void segments(Guests guests) throws Exception {
    assertDumps(guests, armed(guests.cloud("crash").cpus(2), "-c", REGION));
  }

  @Test
  void linux612ByFiles(Guests guests) throws Exception {
    GuestBuilder guest = guests.cloud("crash-files", guests.images().linux612());
    assertDumps(guests, armed(guest, "-s", REGION).append("jump=exec"));
  }

  /** Linux 7's own loader passes the same: {@code PeerIT}. */
  @Test
  void linux7WithMemoryLentToPrograms(Guests guests) throws Exception {
    GuestRun run = assertDumps(guests, DumpedMemory.lent(guests, "crash-lent").append("how=-c"));
    DumpedMemory.of(run.script()).check();
  }

  @Test
  void fourProcessorsAndARegionAboveFourGibibytes(Guests guests) throws Exception {
    GuestBuilder guest = guests.cloud("crash-high").cpus(4).mebibytes(6144);
    assertDumps(guests, armed(guest, "-c", "crashkernel=256M,high"));
  }

  @Test
  void onOvmf(Guests guests) throws Exception {
    GuestBuilder guest = guests.cloud("crash-ovmf").firmware(Firmware.OVMF);
    assertDumps(guests, armed(guest, "-c", REGION));
  }

  private static GuestRun assertDumps(Guests guests, GuestBuilder guest) throws Exception {
    GuestRun run = guests.run(guest.append("run=jump.sh", "crash=yes", "words=run=vmcore.sh"));
    assertThat(run)
        .poweredOff()
        .said("load: status 0")
        .said("state: loaded=0 crash=1")
        .said("guest: init reached, crash kernel mark=second")
        .said("makedumpfile: status 0")
        .said("sysrq: Trigger a crash");
    return run;
  }

  private static GuestBuilder armed(GuestBuilder guest, String how, String region) {
    return guest.append("how=" + how, "to=/mnt/base/vmlinuz-cloud", region);
  }
}
