package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** jkexec arms Xen with a crash kernel; it reads the memory of Xen and of dom0. */
@ExtendWith(GuestLab.class)
class XenCrashIT {

  private static final String LINUX = "to=/mnt/base/vmlinuz-cloud";

  /** A small machine: all of its memory goes through makedumpfile. */
  @Test
  void aCrashOfDom0(Guests guests) throws Exception {
    GuestBuilder guest =
        guests
            .dom0("xen-crash")
            .mebibytes(1024)
            .cpus(2)
            .xen("dom0_mem=448M,max:448M", "crashkernel=160M")
            .append("how=-c", LINUX, "words=run=xen-dump.sh");
    assertThat(crash(guests, guest))
        .said("note: CORE type=0x1 size=336")
        .said("note: Xen type=0x1000002 size=32")
        .said("note: Xen type=0x1000001 size=80")
        .said("note: VMCOREINFO type=0x0")
        .said("note: VMCOREINFO_XEN type=0x0")
        .said("sysrq: Trigger a crash")
        .said("makedumpfile: status 0")
        .said("Xen kdump")
        .saidLine("num_domain: 3");
  }

  @Test
  void aPageListInARegionOf256Mebibytes(Guests guests) throws Exception {
    GuestBuilder guest =
        guests
            .dom0("xen-crash-list")
            .xen("crashkernel=256M")
            .append("how=--page-list", LINUX, "words=run=vmcore.sh");
    assertThat(crash(guests, guest)).said("makedumpfile: status 0").said("sysrq: Trigger a crash");
  }

  @Test
  void executedByJkexec(Guests guests) throws Exception {
    GuestBuilder guest =
        guests.dom0("xen-crash-exec").xen("crashkernel=256M").append("how=-c", LINUX, "jump=exec");
    crash(guests, guest);
  }

  private static GuestRun crash(Guests guests, GuestBuilder guest) throws Exception {
    GuestRun run = guests.run(guest.append("run=jump.sh", "crash=yes"));
    assertThat(run)
        .poweredOff()
        .said("load: status 0")
        .said("guest: init reached, crash kernel mark=second")
        .said("guest: hypervisor=none mark=second");
    return run;
  }

  /** With 6 GiB the region lies above 4 GiB. */
  @Test
  void theKeyOfXensConsoleAndARegionAbove4Gibibytes(Guests guests) throws Exception {
    GuestBuilder guest =
        guests
            .dom0("xen-crash-key")
            .mebibytes(6144)
            .xen("crashkernel=256M")
            .append("run=jump.sh", "crash=yes", "how=-c", LINUX, "wait=yes")
            .append("words=run=vmcore.sh");
    try (RunningGuest running = guests.start(guest)) {
      Assertions.assertThat(running.script().await("waiting"::equals, Duration.ofMinutes(5)))
          .isPresent();
      // Control-A three times: input goes to Xen from here on. C crashes it.
      running.tellKernel(new byte[] {1, 1, 1, 'C'});
      GuestRun run = guests.finish(guest, running);
      assertThat(run)
          .poweredOff()
          .said("load: status 0")
          .printed("'C' pressed")
          .said("guest: init reached, crash kernel mark=second")
          .said("guest: hypervisor=none mark=second")
          .said("makedumpfile: status 0");
    }
  }
}
