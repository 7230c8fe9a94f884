package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** jkexec in dom0 loads images into Xen, which starts them; the new kernel runs without Xen. */
@ExtendWith(GuestLab.class)
class XenIT {

  private static final String LINUX = "to=/mnt/base/vmlinuz-cloud";

  @Test
  void theTinyKernelFindsWhatItShould(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests.dom0("xen-tiny").append("run=jump.sh", "how=-c", "words=a", "explain=yes"));
    assertThat(run)
        .poweredOff()
        .said("the hypervisor lets this domain load images")
        .said("explain: status 0")
        .said("load: status 0")
        .printed("tiny: mark=second");
    Handed.checkFiles(guests, run, roundedToFour(Files.size(guests.images().initrd())));
  }

  private static long roundedToFour(long bytes) {
    return (bytes + 3) & -4;
  }

  /** Dom0's memory, and therefore the image, is above 4 GiB there. */
  @Test
  void segmentsToLinuxWith6Gibibytes(Guests guests) throws Exception {
    assertJumps(guests, guests.dom0("xen-linux").mebibytes(6144).append("how=-c", "jump=orderly"));
  }

  @Test
  void pageListToLinuxOnTwoProcessors(Guests guests) throws Exception {
    assertJumps(guests, guests.dom0("xen-list").cpus(2).append("how=--page-list"));
  }

  private static void assertJumps(Guests guests, GuestBuilder guest) throws Exception {
    GuestRun run = guests.run(guest.append("run=jump.sh", LINUX));
    assertThat(run)
        .poweredOff()
        .said("load: status 0")
        .said("guest: init reached mark=second")
        .said("guest: hypervisor=none mark=second");
    guests.note(run, "from the jump to the version", Jumps.after(run, "Linux version"));
  }

  /** Unlike {@link MultibootIT}, from Xen to Xen. */
  @Test
  void xenStartsXen(Guests guests) throws Exception {
    GuestRun run = guests.run(guests.dom0("xen-xen").append("run=xen.sh"));
    assertThat(run)
        .poweredOff()
        .said("load: status 0")
        .said("guest: init reached mark=second")
        .said("guest: hypervisor=xen mark=second");
    Assertions.assertThat(run.kernel().lines())
        .filteredOn(line -> line.text().contains("Xen version 4"))
        .hasSize(2);
  }

  /** An image that Xen would damage silently: its own free memory overlaps the image. */
  @Test
  void anImageThatXenWouldDamageLiesElsewhere(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .dom0("xen-fault")
                .xen("dom0_mem=1500M,max:1500M")
                .limit(Duration.ofMinutes(12))
                .append("run=xen-fault.sh"));
    assertThat(run)
        .poweredOff()
        .said("load: status 0")
        .said("guest: init reached mark=second")
        .said("guest: hypervisor=none mark=second");
    Assertions.assertThat(SideBySideIT.ours(run))
        .hasSizeGreaterThan(4)
        .noneMatch(part -> part.start() < 0x1c800000L && part.start() + part.size() > 0x10000000L);
  }

  @Test
  void anImageOf32BitsIsEnteredIn32Bits(Guests guests) throws Exception {
    GuestRun run =
        guests.run(guests.dom0("xen-narrow").append("run=inside.sh", "inside=XenNarrowInside"));
    assertThat(run).poweredOff().printed("narrow: bits32=1 paging=0");
  }
}
