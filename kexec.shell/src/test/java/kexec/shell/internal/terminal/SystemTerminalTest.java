package kexec.shell.internal.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemTerminalTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "/dev/pts/3, true",
    "/dev/tty1, true",
    "/dev/ttyS0, true",
    "/dev/console, true",
    "/dev/hvc0, true",
    "/dev/null, false",
    "/tmp/dev/tty, false",
    "pipe:[123], false",
  })
  void whereAStreamGoes(String target, boolean terminal) throws Exception {
    Path stream = Files.createSymbolicLink(directory.resolve("1"), Path.of(target));
    assertThat(SystemTerminal.isTerminal(stream)).isEqualTo(terminal);
    Files.delete(stream);
  }

  @Test
  void aClosedStreamIsNoTerminal() {
    assertThat(SystemTerminal.isTerminal(directory.resolve("2"))).isFalse();
  }

  @Test
  void coloursCanBeRefused() {
    assertThat(SystemTerminal.wantsColours(Map.of("TERM", "xterm"))).isTrue();
    assertThat(SystemTerminal.wantsColours(Map.of("TERM", "xterm", "NO_COLOR", ""))).isTrue();
    assertThat(SystemTerminal.wantsColours(Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
    assertThat(SystemTerminal.wantsColours(Map.of("TERM", "dumb"))).isFalse();
    assertThat(SystemTerminal.wantsColours(Map.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "0, 0", "-1, 0", "x, 0", "132, 132", "99999, 0"})
  void theWidthIsWhatTheShellExports(String text, int columns) {
    assertThat(SystemTerminal.columns(Map.of("COLUMNS", text))).isEqualTo(columns);
  }
}
