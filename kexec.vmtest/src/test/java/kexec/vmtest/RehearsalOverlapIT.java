package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.Rung;
import kexec.linux.LinuxRoot;
import kexec.rehearse.internal.QemuRehearsal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An initrd within the memory that a kernel unpacks itself to. */
@ExtendWith(GuestLab.class)
class RehearsalOverlapIT {

  private static RehearsalReport rehearse(Guests guests, long initrdAt) throws Exception {
    byte[] kernel = Files.readAllBytes(guests.images().cloudKernel());
    byte[] initrd =
        SmallInitrd.packed(SmallInitrd.script(guests.images(), "/bin/busybox sleep 60"));
    RehearsalRequest request =
        RehearsalRequest.of(
                BareBoot.plan(kernel, initrd, initrdAt, "console=ttyS0 nokaslr panic=-1"),
                changes -> {
                  throw new AssertionError("the plan is for such a machine");
                })
            .verbatim(true)
            .timeout(Duration.ofSeconds(90))
            .build();
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin");
    return new QemuRehearsal(LinuxRoot.running(), path).rehearse(request, RehearsalListener.NONE);
  }

  @Test
  void elsewhereItBoots(Guests guests) throws Exception {
    RehearsalReport report = rehearse(guests, 0x3000_0000);
    assertThat(report.succeeded()).as(report::toString).isTrue();
    guests.note("rehearsal of a plan made by hand: " + report.ending());
  }

  /** When the kernel is entered all is as planned. */
  @Test
  void thereItIsOverwritten(Guests guests) throws Exception {
    RehearsalReport report = rehearse(guests, BareBoot.KERNEL + (24 << 20));
    assertThat(report.succeeded()).as(report::toString).isFalse();
    assertThat(report.times()).containsKey(Rung.ENTERED);
    assertThat(report.rung()).isEqualTo(Rung.VERSION);
    assertThat(report.findings().stream().filter(Finding::isError))
        .extracting(Finding::code)
        .first()
        .isEqualTo("rehearsal-initrd-damaged");
    guests.note("rehearsal of an overwritten initrd: " + report.ending());
  }
}
