package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** jkexec arms crash kernels; the crash kernel reads the crashed one's memory. */
@ExtendWith(GuestLab.class)
class CrashIT {

  @Test
  void segments(Guests guests) throws Exception {
    assertDumps(guests, guests.cloud("crash").append("how=-c"));
  }

  @Test
  void files(Guests guests) throws Exception {
    assertDumps(guests, guests.cloud("crash-files").append("how=-s", "jump=exec"));
  }

  @Test
  void fourProcessorsAndARegionAboveFourGibibytes(Guests guests) throws Exception {
    GuestBuilder guest = guests.cloud("crash-high").cpus(4).mebibytes(6144).append("how=-c");
    assertDumps(guests, guest, "crashkernel=256M,high");
  }

  @Test
  void onOvmf(Guests guests) throws Exception {
    GuestBuilder guest = guests.cloud("crash-ovmf").firmware(Firmware.OVMF);
    assertDumps(guests, guest.append("how=-c"));
  }

  private static void assertDumps(Guests guests, GuestBuilder guest) throws Exception {
    assertDumps(guests, guest, "crashkernel=160M");
  }

  private static void assertDumps(Guests guests, GuestBuilder guest, String reserve)
      throws Exception {
    GuestRun run =
        guests.run(
            guest
                .append("run=jump.sh", "crash=yes", "to=/mnt/base/vmlinuz-cloud")
                .append("words=run=vmcore.sh", reserve));
    assertThat(run)
        .poweredOff()
        .said("load: status 0")
        .said("state: loaded=0 crash=1")
        .said("guest: init reached, crash kernel mark=second")
        .said("makedumpfile: status 0")
        .said("sysrq: Trigger a crash");
  }
}
