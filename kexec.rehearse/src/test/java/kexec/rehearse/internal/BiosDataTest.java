package kexec.rehearse.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BiosDataTest {

  @ParameterizedTest
  @CsvSource({
    "0x9fc00, 0x9fc00",
    "0xa0000, 0x9fc00",
    "0x9f800, 0x9f800",
    "0x58000, 0x58000",
    "0x1000,  0x9fc00"
  })
  void theBaseMemoryEndsWhereTheMapSays(String ramEnd, String end) {
    MemoryMap memory =
        MemoryMap.of(
            List.of(
                new MemoryRegion(Range.machine(0, Long.decode(ramEnd)), MemoryType.RAM),
                new MemoryRegion(Range.machine(0x100000, 0x4000_0000), MemoryType.RAM)));
    assertThat(BiosData.end(memory)).isEqualTo(Long.decode(end));
  }
}
