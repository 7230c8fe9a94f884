package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** jkexec loads kernels and jumps; the second kernel's own output proves it. */
@ExtendWith(GuestLab.class)
class JumpIT {

  @ParameterizedTest
  @ValueSource(strings = {"-c", "-s"})
  void theTinyKernelFindsWhatWasLoaded(String how, Guests guests) throws Exception {
    GuestBuilder guest = guests.cloud("jump-tiny" + how).append("run=jump.sh", "how=" + how);
    if (how.equals("-c")) {
      // Another start of jkexec; the jump is the same for every load method.
      guest.append("jump=exec");
    }
    GuestRun run = guests.run(guest.append("words=a"));
    assertThat(run).poweredOff().said("load: status 0").said("state: loaded=1 crash=0");
    long initrd = Files.size(guests.images().initrd());
    // Segments are filled up to where the next archive would begin.
    Handed.check(guests, run, how.equals("-c") ? (initrd + 3) & ~3L : initrd);
  }

  @Test
  void linux7BySegments(Guests guests) throws Exception {
    GuestBuilder guest = guests.cloud("jump-6-1-to-7").append("how=-c");
    assertJumps(guests, guest, "vmlinuz-7");
  }

  @Test
  void outOfLinux7IntoLinux612ByFiles(Guests guests) throws Exception {
    GuestBuilder guest = guests.cloud("jump-7-to-6-12", guests.images().linux7()).cpus(2);
    assertJumps(guests, guest.append("how=-s"), "vmlinuz-6.12");
  }

  @Test
  void outOfLinux612BySegments(Guests guests) throws Exception {
    GuestBuilder guest = guests.cloud("jump-6-12-to-6-1", guests.images().linux612()).cpus(2);
    assertJumps(guests, guest.append("how=-c"), "vmlinuz-cloud");
  }

  @Test
  void theGenericKernelOnFourProcessorsWithSixGibibytes(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .generic("jump-generic")
                .cpus(4)
                .mebibytes(6144)
                .append("run=jump.sh", "how=-a", "to=/mnt/base/vmlinuz-generic"));
    assertThat(run).poweredOff().said("guest: init reached mark=second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c", "-s"})
  void firmwareGoesOnUnderTheSecondKernel(String how, Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .cloud("jump-ovmf" + how)
                .firmware(Firmware.OVMF)
                .append("run=jump.sh", "how=" + how, "to=/mnt/base/vmlinuz-cloud")
                .append("words=run=disks.sh"));
    assertThat(run).poweredOff().said("guest: init reached mark=second").said("firmware: efi");
  }

  @Test
  void anInitrdOfThreeHundredMebibytes(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests.cloud("jump-big").mebibytes(2048).append("run=jump.sh", "how=-c", "big=300"));
    assertThat(run).poweredOff().said("load: status 0");
    long small = (Files.size(guests.images().initrd()) + 3) & ~3L;
    assertThat(TinyReport.of(run.kernel()).size("initrd", "at")).isEqualTo(small + (300L << 20));
  }

  /** The cloud kernel's file does not contain its version; it is this machine's own. */
  private static String version(String kernel) {
    return kernel.replace("vmlinuz-", "").replace("cloud", "6.1").replace(".", "\\.") + "\\..*";
  }

  private static void assertJumps(Guests guests, GuestBuilder guest, String kernel)
      throws Exception {
    GuestRun run =
        guests.run(guest.append("run=jump.sh", "to=/mnt/base/" + kernel, "words=run=disks.sh"));
    assertThat(run)
        .poweredOff()
        .said("load: status 0")
        .said("state: loaded=1 crash=0")
        .said("guest: init reached mark=second")
        .saidLine(version(kernel));
    guests.note(run, "from the jump to the version", Jumps.after(run, "Linux version"));
  }
}
