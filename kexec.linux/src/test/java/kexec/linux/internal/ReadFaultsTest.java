package kexec.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.linux.sys.Errno;
import kexec.linux.sys.RunningLinux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadFaultsTest {

  private static final Path FILE = Path.of("/sys/kernel/kexec_crash_size");

  @ParameterizedTest
  @CsvSource({
    "No such file or directory, file-absent",
    "No such device, file-absent",
    "No such process, file-absent",
    "Operation not permitted, file-not-readable",
    "Device or resource busy, file-busy",
    "Input/output error, file-unreadable",
    "Ist ein Verzeichnis, file-unreadable",
    ", file-unreadable",
  })
  void aFailedReadAndAFailedOpenAreTheSame(String reason, String code) {
    assertThat(code(new IOException(reason))).isEqualTo(code);
    assertThat(code(new FileSystemException(FILE.toString(), null, reason))).isEqualTo(code);
  }

  /** In whatever language this process runs. */
  @ParameterizedTest
  @CsvSource({
    "ENOENT, file-absent",
    "ENODEV, file-absent",
    "ESRCH, file-absent",
    "EPERM, file-not-readable",
    "EBUSY, file-busy",
    "EIO, file-unreadable",
  })
  void theTextOfTheSystemIsUnderstood(Errno error, String code) {
    assertThat(code(new IOException(RunningLinux.message(error).orElseThrow()))).isEqualTo(code);
  }

  @Test
  void typesOfExceptionsNeedNoText() {
    assertThat(code(new NoSuchFileException("/x"))).isEqualTo("file-absent");
    assertThat(code(new AccessDeniedException("/x"))).isEqualTo("file-not-readable");
  }

  private static String code(IOException failure) {
    KexecException refused = ReadFaults.of(FILE, failure);
    assertThat(refused).hasCause(failure);
    return refused.fault().code();
  }
}
