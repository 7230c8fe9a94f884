package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Debian with systemd and the package: its service keeps what /etc/jkexec describes loaded. */
@ExtendWith(GuestLab.class)
class SystemdIT {

  private static final String CRASH = "crash image crash (/boot/vmlinuz): current";
  private static final String NEXT = "default image next (/boot/vmlinuz-linux): current";

  /**
   * The same system is started twice, the second time by kexec. Its crash kernel is the tiny one at
   * first, and is then upgraded to Linux.
   */
  @Test
  void theServiceKeepsBothImagesLoaded(Guests guests) throws Exception {
    assumeTrue(DebianRoot.canBeEntered(), "only root may make the guest's disk");
    GuestImages images = guests.images();
    GuestBuilder machine =
        new GuestBuilder("systemd", images.cloudKernel())
            .drive(new Drive("debian", DebianPackage.disk(images), true))
            .append("root=/dev/nvme0n1", "rw", "crashkernel=128M", "mark=first")
            .mebibytes(1024)
            .limit(Duration.ofMinutes(8));
    try (CommandedGuest guest = new CommandedGuest(guests, machine)) {
      guest.awaitLine(CRASH, 1);
      guest.awaitLine(NEXT, 1);
      guest.leavesBy("systemctl kexec");
      guest.awaitLine("guest: init reached mark=second", 1);
      guest.awaitLine(CRASH, 2);
      guest.does("upgrade");
      guest.awaitLine(CRASH, 3);
      guest.does("jkexec status");
      assertThat(guest.crashes()).poweredOff().said("guest: init reached, crash kernel mark=third");
    }
  }
}
