package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** jkexec starts Multiboot kernels from Linux. */
@ExtendWith(GuestLab.class)
class MultibootIT {

  @Test
  void moreThanElevenSegments(Guests guests) throws Exception {
    String modules =
        String.join(",", Collections.nCopies(8, "--module=/mnt/product/small.cpio.gz"));
    GuestRun run =
        guests.run(
            guests
                .cloud("multiboot-tiny")
                .append("run=jump.sh", "how=-c", "to=/mnt/product/tiny.multiboot")
                .append("load=" + modules));
    assertThat(run).poweredOff().said("load: status 0").said(" 13 segments");
    TinyReport report = TinyReport.of(run.kernel());
    assertThat(report.number("entered by multiboot", "magic")).isEqualTo(0x2badb002);
    String hash =
        "hash=0x%x".formatted(TinyKernel.hash(Files.readAllBytes(guests.images().initrd())));
    assertThat(report.about("module")).hasSize(9).allMatch(module -> module.contains(hash));
  }

  @Test
  void xenAndItsFirstDomain(Guests guests) throws Exception {
    GuestRun run = guests.run(guests.cloud("multiboot-xen").mebibytes(1536).append("run=xen.sh"));
    assertThat(run)
        .poweredOff()
        .said("load: status 0")
        .printed("Xen version 4")
        .said("guest: init reached mark=second");
  }
}
