package kexec.vmtest.inside;

import static kexec.linux.sys.LinuxNumbers.KEXEC_FILE_ON_CRASH;
import static kexec.linux.sys.LinuxNumbers.KEXEC_FILE_UNLOAD;
import static kexec.linux.sys.LinuxNumbers.KEXEC_ON_CRASH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import kexec.linux.sys.Errno;
import kexec.linux.sys.SystemCallException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a kernel answers that Secure Boot started. The guest's script leaves a kernel that was
 * changed after it was signed, and one without its signature.
 */
final class SecureBootInside {

  private static final Path CHANGED = Path.of("/run/changed");
  private static final Path UNSIGNED = Path.of("/run/unsigned");
  private static final Path TINY = Path.of("/mnt/product/tiny.bzImage");

  private final RawCalls calls;

  SecureBootInside() throws Exception {
    calls = new RawCalls();
  }

  /** The integrity policy is checked before lockdown, and before the kernel checks the segments. */
  @TestFactory
  Stream<DynamicTest> segments() {
    Errno errno = Errno.EACCES;
    String code = "ima-appraisal";
    return Stream.of(
            new Row("segments", () -> calls.load(0, calls.segment(0x1000000, 4096)), errno, code),
            new Row(
                "crash segments",
                () -> calls.load(KEXEC_ON_CRASH, calls.segment(0x1000000, 4096)),
                errno,
                code),
            new Row("unload", () -> calls.unload(0), errno, code),
            new Row("crash unload", () -> calls.unload(KEXEC_ON_CRASH), errno, code))
        .map(Row::test);
  }

  @TestFactory
  Stream<DynamicTest> files() {
    return Stream.of(
            new Row(
                "a kernel that is no EFI program",
                () -> calls.files(TINY, "", 0),
                Errno.ELIBBAD,
                "signature-missing"),
            new Row(
                "an unsigned kernel",
                () -> calls.files(UNSIGNED, "", 0),
                Errno.ENODATA,
                "signature-missing"),
            new Row(
                "a kernel that was changed",
                () -> calls.files(CHANGED, "", 0),
                Errno.EKEYREJECTED,
                "signature-rejected"))
        .map(Row::test);
  }

  @Test
  void signedFilesAreTakenAndGivenBack() throws Exception {
    calls.files(RawCalls.KERNEL, "", 0);
    assertThat(loaded()).isTrue();
    calls.unloadFiles(KEXEC_FILE_UNLOAD);
    assertThat(loaded()).isFalse();
  }

  @Test
  void aRefusalCostsACrashImageAndNoOther() throws Exception {
    calls.files(RawCalls.KERNEL, "", 0);
    calls.files(RawCalls.KERNEL, "", KEXEC_FILE_ON_CRASH);
    assertThat(crashLoaded()).isTrue();
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(() -> calls.files(UNSIGNED, "", 0));
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(() -> calls.files(UNSIGNED, "", KEXEC_FILE_ON_CRASH));
    assertThat(loaded()).isTrue();
    assertThat(crashLoaded()).isFalse();
    calls.unloadFiles(KEXEC_FILE_UNLOAD);
  }

  private static boolean loaded() throws Exception {
    return Files.readString(Path.of("/sys/kernel/kexec_loaded")).startsWith("1");
  }

  private static boolean crashLoaded() throws Exception {
    return Files.readString(Path.of("/sys/kernel/kexec_crash_loaded")).startsWith("1");
  }
}
