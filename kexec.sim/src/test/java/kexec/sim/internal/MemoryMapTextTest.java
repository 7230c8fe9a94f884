package kexec.sim.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryMapTextTest {

  @Test
  void readsWhatAMapWrites() {
    MemoryMap map = MemoryMapText.parse(MemoryMapText.PC_4_GIB);
    assertThat(MemoryMapText.parse(map.toString())).isEqualTo(map);
    assertThat(map.regions())
        .contains(new MemoryRegion(Range.machine(0xbffdf000L, 0xbffff000L), MemoryType.ACPI));
    assertThat(map.crashRegion()).contains(Range.machine(0x30000000, 0x40000000));
    assertThat(map.ram().size()).isBetween(0xff000000L, 1L << 32);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "[0x0, 0x1000)",
        "[0x0, 0x1000) memory",
        "[0x1000, 0x0) ram",
        "[0, 1000) ram",
        "[0x0, 0x1000] ram",
        "[0x0, 0x11111111111111111) ram",
        "[0x0, 0x2000) ram; [0x1000, 0x3000) nvs",
        "[0x0, 0x2000) ram; crash kernel [0x1000, 0x3000)",
        "[0x0, 0x2000) ram; crash kernel [0x1000, 0x2000); crash kernel [0x1000, 0x2000)",
        "[0x0, 0x2000) ram;"
      })
  void refusesAllElse(String text) {
    assertThatThrownBy(() -> MemoryMapText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).{10,}");
  }
}
