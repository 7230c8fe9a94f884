package kexec.vmtest.inside;

import java.util.stream.Stream;
import kexec.linux.sys.Errno;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Errors of a kernel that was started with {@code lockdown=integrity}. */
final class LockdownInside {

  private final RawCalls calls;

  LockdownInside() throws Exception {
    calls = new RawCalls();
  }

  @TestFactory
  Stream<DynamicTest> locked() {
    Errno errno = Errno.EPERM;
    return Stream.of(
            new Row(
                "segments",
                () -> calls.load(0, calls.segment(0x1000000, 4096)),
                errno,
                "lockdown-kexec-load"),
            new Row("unload", () -> calls.unload(0), errno, "lockdown-kexec-load"),
            new Row(
                "files with a signature that nobody here knows",
                () -> calls.files(RawCalls.KERNEL, "", 0),
                errno,
                "lockdown-signature"))
        .map(Row::test);
  }
}
