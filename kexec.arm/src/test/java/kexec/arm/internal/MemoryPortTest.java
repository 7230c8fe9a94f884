package kexec.arm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kexec.api.memory.MachineAddress;
import kexec.arm.internal.MemoryPort.Kind;
import kexec.linux.KernelCommandLine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPortTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "PL011                        | earlycon=pl011,0x9000000                 | PL011    | 9000000          | 2 | 4",
        "PL011 of words               | earlycon=pl011,mmio32,0x9000000,115200   | PL011    | 9000000          | 2 | 4",
        "8250 of bytes                | earlycon=uart8250,mmio,0x3f8             | UART8250 | 3f8              | 0 | 1",
        "8250 without a width         | earlycon=uart8250,0x3f8                  | UART8250 | 3f8              | 0 | 1",
        "8250 of half words           | earlycon=uart8250,mmio16,0x3f8           | UART8250 | 3f8              | 1 | 2",
        "8250 of words                | earlycon=uart8250,mmio32,0xfe215040      | UART8250 | fe215040         | 2 | 4",
        "8250 of native words         | console=uart,mmio32native,0xfe215040,9600| UART8250 | fe215040         | 2 | 4",
        "high address                 | earlycon=pl011,0xfffffffffffff000        | PL011    | fffffffffffff000 | 2 | 4",
        "console before earlycon      | console=uart,mmio,0x10 earlycon=pl011,0x20| UART8250| 10               | 0 | 1",
        "earlycon beside a name       | earlycon=pl011,0x20 console=ttyAMA0      | PL011    | 20               | 2 | 4",
        "last one counts              | earlycon=pl011,0x20 earlycon=pl011,0x30  | PL011    | 30               | 2 | 4",
      })
  void portIsTheCommandLines(
      String name, String line, Kind kind, String address, int shift, int width) {
    assertThat(MemoryPort.on(KernelCommandLine.parse(line)))
        .contains(
            new MemoryPort(
                kind, new MachineAddress(Long.parseUnsignedLong(address, 16)), shift, width));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quiet",
        "earlycon",
        "console=ttyAMA0,115200",
        "earlycon=pl011",
        "earlycon=pl011,",
        "earlycon=pl011,mmio32",
        "earlycon=pl011,9000000",
        "earlycon=pl011,0x9000002",
        "earlycon=pl011,0x0",
        "earlycon=pl011,0x10000000000000000",
        "earlycon=pl011,-0x1000",
        "earlycon=uart8250,io,0x3f8",
        "earlycon=uart8250,mmio32be,0x9000000",
        "earlycon=uart8250,mmio32,0x9000002",
        "earlycon=uart8250,mmio32,",
        "earlycon=smh",
        "earlycon=,",
        "-- earlycon=pl011,0x9000000",
        "xearlycon=pl011,0x9000000",
      })
  void otherLinesNameNoPort(String line) {
    assertThat(MemoryPort.on(KernelCommandLine.parse(line))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2, 4",
    "0x1002, 2, 4",
    "0x1001, 1, 2",
    "0x1000, 2, 3",
    "0x1000, 1, 4",
    "0x1000, -1, 1",
    "0x1000, 10, 1",
    "0x1000, 32, 1"
  })
  void impossiblePortsAreRefused(String address, int shift, int width) {
    MachineAddress start = new MachineAddress(Long.decode(address));
    assertThatThrownBy(() -> new MemoryPort(Kind.UART8250, start, shift, width))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no serial port at 0x");
  }
}
