package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;

/** The state that the tiny kernel finds after any loader loaded it with the small initrd. */
final class Handed {

  private Handed() {}

  /**
   * Compares it with the image to load, and records the duration of the jump.
   *
   * @param initrdSize what the kernel is told, in bytes; what is beyond the file is zero
   */
  static void check(Guests guests, GuestRun run, long initrdSize) throws Exception {
    checkFiles(guests, run, initrdSize);
    TinyReport report = TinyReport.of(run.kernel());
    assertThat(report.about("command line: "))
        .containsExactly("console=ttyS0 panic=-1 mark=second a");
    assertThat(report.about("firmware")).first().asString().contains("rsdp=valid");
  }

  /** The same for the kernel's file and the initrd alone. */
  static void checkFiles(Guests guests, GuestRun run, long initrdSize) throws Exception {
    TinyReport report = TinyReport.of(run.kernel());
    byte[] initrd = Files.readAllBytes(guests.images().initrd());
    assertThat(report.number("image", "hash"))
        .isEqualTo(TinyKernel.hash(TinyKernel.load().image()));
    assertThat(report.about("image")).first().asString().endsWith("rest=zero");
    assertThat(report.size("initrd", "at")).isEqualTo(initrdSize);
    assertThat(report.number("initrd", "hash")).isEqualTo(TinyKernel.hash(initrd));
    guests.note(run, "from the jump to the second kernel's first line", Jumps.after(run, "tiny: "));
  }
}
