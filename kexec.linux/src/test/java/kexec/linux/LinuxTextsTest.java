package kexec.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxTextsTest {

  @TempDir private Path proc;

  @Test
  void readsWhatTheRunningKernelTells() throws Exception {
    Files.writeString(proc.resolve("cmdline"), "BOOT_IMAGE=/vmlinuz ro quiet\n");
    Files.writeString(proc.resolve("iomem"), Texts.resource("laptop.iomem"));
    LinuxTexts texts = new LinuxTexts(proc);
    assertThat(texts.commandLine()).hasToString("BOOT_IMAGE=/vmlinuz ro quiet");
    assertThat(texts.memoryMap())
        .isEqualTo(MemoryMapText.parse("x", Texts.resource("laptop.iomem")));
  }

  @Test
  void theLineEndIsNotPartOfAQuoteThatIsNotClosed() throws Exception {
    Files.writeString(proc.resolve("cmdline"), "a=\"b c\n");
    assertThat(new LinuxTexts(proc).commandLine()).hasToString("a=\"b c");
  }

  @Test
  void readsTheRealProc() throws Exception {
    String real = Files.readString(Path.of("/proc/cmdline")).stripTrailing();
    assertThat(new LinuxTexts().commandLine()).isEqualTo(KernelCommandLine.parse(real));
  }

  @Test
  void absentFile() {
    assertCode("file-absent", () -> new LinuxTexts(proc).commandLine());
  }

  @Test
  void directory() {
    assertCode("file-unreadable", () -> new LinuxTexts(proc).memoryMap(proc));
  }

  @Test
  void notText() throws Exception {
    Path file = Files.write(proc.resolve("bzImage"), new byte[] {'a', (byte) 0xff, (byte) 0xc0});
    assertCode("file-not-text", () -> new LinuxTexts(proc).memoryMap(file));
  }

  @Test
  void endlessFiles() throws Exception {
    LinuxTexts texts = new LinuxTexts(proc);
    Files.writeString(proc.resolve("cmdline"), "x".repeat(LinuxTexts.MAX_COMMAND_LINE + 1));
    assertCode("command-line-too-long", texts::commandLine);
    assertCode(MemoryMapException.TOO_LONG, () -> texts.memoryMap(Path.of("/dev/zero")));
  }

  private static void assertCode(String code, Callable<?> reading) {
    KexecException e = catchThrowableOfType(KexecException.class, reading::call);
    assertThat(e).isNotNull();
    assertThat(e.fault().code()).isEqualTo(code);
    if (!(e instanceof MemoryMapException)) {
      assertThat(e).isInstanceOf(BadFileException.class);
    }
  }
}
