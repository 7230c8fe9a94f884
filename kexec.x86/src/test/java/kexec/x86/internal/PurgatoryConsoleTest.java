package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import kexec.api.machine.PlatformData;
import kexec.api.plan.EntryCheck;
import kexec.linux.KernelCommandLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurgatoryConsoleTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing                          | quiet                                      | 3f8",
        "COM1                             | console=ttyS0                              | 3f8",
        "COM2 with its speed              | console=ttyS1,115200n8                     | 2f8",
        "COM3                             | console=ttyS2                              | 3e8",
        "COM4                             | console=ttyS3                              | 2e8",
        "no port that all PCs have        | console=ttyS4                              | 3f8",
        "no number                        | console=ttyS                               | 3f8",
        "another kind of console          | console=tty0                               | 3f8",
        "last one counts                  | console=ttyS1 console=ttyS2                | 3e8",
        "last one is no serial port       | console=ttyS1 console=tty0                 | 2f8",
        "uart                             | console=uart,io,0x2e8,9600                 | 2e8",
        "uart8250                         | console=uart8250,io,0xe000                 | e000",
        "uart in memory                   | console=uart8250,mmio,0xfe0                | 3f8",
        "uart without a port              | console=uart8250,io                        | 3f8",
        "uart at no port                  | console=uart8250,io,0                      | 3f8",
        "uart at port 0                   | console=uart8250,io,0x0                    | 3f8",
        "uart without room                | console=uart8250,io,0xfffc                 | 3f8",
        "uart beyond the ports            | console=uart8250,io,0x103f8                | 3f8",
        "earlycon                         | earlycon=uart8250,io,0x2f8                 | 2f8",
        "earlycon alone                   | earlycon                                   | 3f8",
        "earlyprintk                      | earlyprintk=serial                         | 3f8",
        "earlyprintk with a name          | earlyprintk=serial,ttyS1,115200            | 2f8",
        "earlyprintk with a name only     | earlyprintk=ttyS1,115200                   | 2f8",
        "earlyprintk with a port          | earlyprintk=serial,0x3e8,115200            | 3e8",
        "earlyprintk on the screen        | earlyprintk=vga                            | 3f8",
        "console before the early ones    | earlyprintk=ttyS1 console=ttyS2            | 3e8",
        "of the first process             | -- console=ttyS1                           | 3f8",
        "another word                     | xconsole=ttyS1                             | 3f8",
        "comma and nothing                | console=,                                  | 3f8",
      })
  void serialPortIsTheCommandLines(String name, String line, String port) {
    assertThat(PurgatoryConsole.serialPort(KernelCommandLine.parse(line)))
        .isEqualTo(Integer.parseInt(port, 16));
  }

  private static HandOver screen(int isVga, int columns, int lines) {
    byte[] bootParams = ByteBuffer.allocate(4096).array();
    bootParams[0x07] = (byte) columns;
    bootParams[0x0e] = (byte) lines;
    bootParams[0x0f] = (byte) isVga;
    return HandOver.of(
        name -> Optional.of(bootParams).filter(b -> name.equals(PlatformData.BOOT_PARAMS)), false);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "text, 1, 80, 25, true",
    "VGAC, 0x22, 80, 25, true",
    "no screen, 0, 80, 25, false",
    "VESA frame buffer, 0x23, 80, 25, false",
    "EFI frame buffer, 0x70, 80, 25, false",
    "wide text, 1, 132, 25, false",
    "small text, 1, 80, 50, false",
    "beyond a signed byte, 0xff, 80, 25, false"
  })
  void screenMustBeText(String name, String isVga, int columns, int lines, boolean expected) {
    assertThat(PurgatoryConsole.hasTextScreen(screen(Integer.decode(isVga), columns, lines)))
        .isEqualTo(expected);
  }

  @Test
  void noPlatformHasNoScreen() {
    assertThat(PurgatoryConsole.hasTextScreen(HandOver.of(Bench.NO_PLATFORM, false))).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"debug, true", "quiet debug ro, true", "debug=1, false", "nodebug, false"})
  void debugAsksForMore(String line, boolean verbose) {
    HandOver none = HandOver.of(Bench.NO_PLATFORM, false);
    assertThat(PurgatoryOptions.of(line, none, EntryCheck.HALT))
        .isEqualTo(new PurgatoryOptions(0x3f8, false, verbose, false));
  }

  @Test
  void resetIsTheChecks() {
    HandOver text = screen(1, 80, 25);
    assertThat(List.of(EntryCheck.HALT, EntryCheck.RESET))
        .map(check -> PurgatoryOptions.of("console=ttyS1", text, check))
        .containsExactly(
            new PurgatoryOptions(0x2f8, true, false, false),
            new PurgatoryOptions(0x2f8, true, false, true));
  }
}
