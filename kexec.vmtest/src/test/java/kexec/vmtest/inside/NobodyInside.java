package kexec.vmtest.inside;

import static kexec.linux.sys.LinuxNumbers.LINUX_REBOOT_CMD_KEXEC;

import java.util.stream.Stream;
import kexec.linux.sys.Errno;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Errors for a process without capabilities. */
final class NobodyInside {

  private final RawCalls calls;

  NobodyInside() throws Exception {
    calls = new RawCalls();
  }

  @TestFactory
  Stream<DynamicTest> unprivileged() {
    Errno errno = Errno.EPERM;
    String code = "cap-sys-boot-missing";
    return Stream.of(
            new Row("segments", () -> calls.load(0, calls.segment(0x1000000, 4096)), errno, code),
            new Row("files", () -> calls.files(RawCalls.KERNEL, "", 0), errno, code),
            new Row("unload", () -> calls.unload(0), errno, code),
            new Row("jump", () -> calls.reboot(LINUX_REBOOT_CMD_KEXEC), errno, code))
        .map(Row::test);
  }
}
