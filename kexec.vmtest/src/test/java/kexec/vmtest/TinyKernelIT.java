package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tiny kernel reports correctly when QEMU's own loader, whose behavior is known, enters it. */
@ExtendWith(GuestLab.class)
class TinyKernelIT {

  @Test
  void reportsWhatMultibootHandedOver(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests.tiny("tiny-multiboot").initrd(guests.images().initrd()).append("mark=direct"));
    assertThat(run).poweredOff().printed("tiny: mark=direct");
    TinyReport report = TinyReport.of(run.kernel());
    byte[] module = Files.readAllBytes(guests.images().initrd());
    assertThat(report.number("entered by multiboot", "magic")).isEqualTo(0x2badb002);
    assertThat(report.number("image", "hash"))
        .isEqualTo(TinyKernel.hash(TinyKernel.load().image()));
    assertThat(report.size("module", "at")).isEqualTo(module.length);
    assertThat(report.number("module", "hash")).isEqualTo(TinyKernel.hash(module));
    assertThat(report.about("mmap")).isNotEmpty();
  }

  @Test
  void resetsWhenAsked(Guests guests) throws Exception {
    GuestRun run = guests.run(guests.tiny("tiny-reset").append("tiny.exit=reset"));
    assertThat(run).poweredOff().printed("tiny: end by reset");
  }
}
