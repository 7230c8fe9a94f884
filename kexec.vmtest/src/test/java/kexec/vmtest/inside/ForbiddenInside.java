package kexec.vmtest.inside;

import static kexec.linux.sys.LinuxNumbers.KEXEC_FILE_ON_CRASH;
import static kexec.linux.sys.LinuxNumbers.KEXEC_ON_CRASH;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import kexec.linux.sys.Errno;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Errors of a kernel without a crash region, and of the same kernel after loading is disabled,
 * which cannot be undone.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ForbiddenInside {

  private static final long PAGE = 4096;
  private static final long FREE = 0x1000000;

  private final RawCalls calls;

  ForbiddenInside() throws Exception {
    calls = new RawCalls();
  }

  @Order(1)
  @TestFactory
  Stream<DynamicTest> noCrashRegion() {
    return Stream.of(
            new Row(
                "crash image without a region",
                () -> calls.load(KEXEC_ON_CRASH, calls.segment(FREE, PAGE)),
                Errno.EADDRNOTAVAIL,
                "crash-region-missing"),
            new Row(
                "crash files without a region",
                () -> calls.files(RawCalls.KERNEL, "", KEXEC_FILE_ON_CRASH),
                Errno.EADDRNOTAVAIL,
                "crash-region-missing"))
        .map(Row::test);
  }

  @Order(2)
  @Test
  void disable() throws Exception {
    calls.load(0, calls.segment(FREE, PAGE));
    Path disabled = Path.of("/proc/sys/kernel/kexec_load_disabled");
    Files.writeString(disabled, "1");
    assertThat(Files.readString(disabled)).startsWith("1");
  }

  @Order(3)
  @TestFactory
  Stream<DynamicTest> disabled() {
    Errno errno = Errno.EPERM;
    return Stream.of(
            new Row(
                "segments",
                () -> calls.load(0, calls.segment(FREE, PAGE)),
                errno,
                "kexec-load-disabled"),
            new Row(
                "files", () -> calls.files(RawCalls.KERNEL, "", 0), errno, "kexec-load-disabled"),
            new Row("unload", () -> calls.unload(0), errno, "kexec-load-disabled"))
        .map(Row::test);
  }

  /** The loaded image is still present. */
  @Order(4)
  @Test
  void whatWasLoadedStays() throws Exception {
    assertThat(Files.readString(Path.of("/sys/kernel/kexec_loaded"))).startsWith("1");
  }
}
