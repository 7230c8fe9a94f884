package kexec.wrap.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.MappedFile;
import kexec.wrap.Unwrapped;
import kexec.wrap.Unwrapping;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of wrappers share: a file of bytes that is unwrapped or refused. */
abstract class WrapTest {

  @TempDir Path directory;
  private int files;

  MappedFile file(byte[] bytes) throws Exception {
    return MappedFile.open(Files.write(directory.resolve("kernel" + files++), bytes));
  }

  Unwrapped unwrapped(byte[] bytes) throws Exception {
    return Unwrapping.of(file(bytes));
  }

  void assertKernel(Unwrapped unwrapped, byte[] kernel, String... wrappers) throws Exception {
    assertThat(unwrapped.wrappers()).containsExactly(wrappers);
    assertThat(Samples.bytes(unwrapped.kernel())).isEqualTo(kernel);
  }

  Fault refusal(byte[] bytes) throws Exception {
    MappedFile file = file(bytes);
    BadFileException refused =
        catchThrowableOfType(BadFileException.class, () -> Unwrapping.of(file));
    assertThat(refused).isNotNull();
    Fault fault = refused.fault();
    assertThat(fault.attempted()).contains(file.path().toString());
    assertThat(fault.cause()).isNotBlank();
    assertThat(fault.cure()).endsWith(".");
    return fault;
  }

  void assertRefused(byte[] bytes, String code, String cause) throws Exception {
    Fault fault = refusal(bytes);
    assertThat(fault.code()).isEqualTo(code);
    assertThat(fault.cause()).contains(cause);
  }

  /** Whatever the bytes are: they are unwrapped, or refused as the API says. */
  void survives(byte[] bytes) throws Exception {
    MappedFile file = file(bytes);
    try {
      assertThat(Unwrapping.of(file).kernel()).isNotNull();
    } catch (KexecException e) {
      assertThat(e.fault().code()).startsWith("wrap-");
    } finally {
      Files.delete(file.path());
    }
  }
}
