package kexec.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import kexec.api.text.ByteText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinuxTextsTest {

  @TempDir private Path proc;

  @Test
  void readsWhatTheRunningKernelTells() throws Exception {
    Files.writeString(proc.resolve("cmdline"), "BOOT_IMAGE=/vmlinuz ro quiet\n");
    Files.writeString(proc.resolve("iomem"), SampleTexts.resource("laptop.iomem"));
    LinuxTexts texts = new LinuxTexts(proc);
    assertThat(texts.commandLine()).hasToString("BOOT_IMAGE=/vmlinuz ro quiet");
    assertThat(texts.memoryMap())
        .isEqualTo(MemoryMapText.parse("x", SampleTexts.resource("laptop.iomem")));
  }

  /** A boot loader passed on Latin-1 text that a user had typed. */
  @ParameterizedTest
  @ValueSource(
      strings = {"726f6f743d4c4142454c3d6772fcdf65207175696574", "61ff2062c3", "c3bc20fc20efbfbd"})
  void theCommandLineIsBytes(String hex) throws Exception {
    byte[] line = HexFormat.of().parseHex(hex);
    byte[] file = Arrays.copyOf(line, line.length + 1);
    file[line.length] = '\n';
    Files.write(proc.resolve("cmdline"), file);
    assertThat(ByteText.bytes(new LinuxTexts(proc).commandLine().toString())).isEqualTo(line);
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
